using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mosaic.Tests.DeviceService;

/// <summary>A Hive Backend that answers as it is told and remembers what it was sent.</summary>
internal sealed class FakeHive : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeHive(WebApplication app) => _app = app;

    internal string Address => _app.Urls.Single();

    /// <summary>Every delivery, refused ones too, in the order they came.</summary>
    internal ConcurrentQueue<Received> Deliveries { get; } = new();

    /// <summary>What is answered; 204 unless told otherwise.</summary>
    internal Func<Received, HttpContext, Task> Answer { get; set; } = (_, context) =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    internal static async Task<FakeHive> StartAsync(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        var hive = new FakeHive(app);
        app.MapPost("/device-events", hive.ReceiveAsync);
        await app.StartAsync();
        return hive;
    }

    /// <summary>The deliveries of one device.</summary>
    internal Received[] Of(Guid device) => [.. Deliveries.Where(delivery => delivery.Device == device)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body.ToArray());
        Deliveries.Enqueue(received);
        await Answer(received, context);
    }

    internal sealed record Received(Dictionary<string, string> Headers, byte[] Body)
    {
        internal JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

        internal Guid Device => Json.ValueKind == JsonValueKind.Object ? Json.GetProperty("device").GetGuid() : Guid.Empty;

        internal string Id => Json.GetProperty("id").GetString()!;
    }
}
