using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mosaic.Tests.HiveBackendStub.Forwarding;

/// <summary>Writes down what it is asked and answers as the test says.</summary>
internal sealed class FakeDeviceService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDeviceService(WebApplication app) => _app = app;

    internal ConcurrentQueue<(string Call, IHeaderDictionary Headers, string Body)> Calls { get; } = new();

    internal Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    internal string Address => _app.Urls.Single();

    internal string Setting => $"--services:device-service:http:0={Address}";

    internal static async Task<FakeDeviceService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var service = new FakeDeviceService(app);
        app.Run(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            var call = $"{context.Request.Method} {context.Request.Path.ToUriComponent()}{context.Request.QueryString}";
            service.Calls.Enqueue((call, new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), body));
            await service.Answer(context);
        });
        await app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
