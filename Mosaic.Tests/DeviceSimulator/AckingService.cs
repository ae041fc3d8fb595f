using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Mosaic.Tests.Simulator;

/// <summary>The Hive Backend's registration and a service that acks every event, for a simulator to run against.</summary>
internal sealed class AckingService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _ending = new();

    private AckingService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _app.MapPost("/devices", (Registration registration) => Issue(registration.Device));
        _app.MapPost("/devices/{device:guid}/token", (Guid device) => Issue(device));
        _app.Map("/ws", AcceptAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public Uri Endpoint => new(_app.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal) + "/ws");

    /// <summary>The ids that came, by device, in their order.</summary>
    public ConcurrentDictionary<string, List<long>> Counted { get; } = new();

    public int Requests => _requests;

    private int _requests;

    public static async Task<AckingService> StartAsync()
    {
        var service = new AckingService();
        await service._app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private static Created<IssuedToken> Issue(Guid device) => TypedResults.Created(
        $"/devices/{device}", new IssuedToken(device, $"{device}.payload.signature", DateTimeOffset.UtcNow.AddHours(1)));

    private async Task AcceptAsync(HttpContext context)
    {
        var device = context.Request.Headers.Authorization.ToString()["Bearer ".Length..].Split('.')[0];
        using var socket = await context.WebSockets.AcceptWebSocketAsync("mosaic.v1");
        await SendAsync(socket, new
        {
            kind = "welcome",
            device,
            session = Guid.NewGuid(),
            heartbeat = 30,
            window = 64,
            maxmessagebytes = 4096,
            expires = DateTimeOffset.UtcNow.AddHours(1),
        });
        await SendAsync(socket, new { kind = "request", id = Guid.NewGuid().ToString(), type = "ping", data = new { x = 1 } });
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer, _ending.Token) is { MessageType: WebSocketMessageType.Text } message)
            await AnswerAsync(socket, device, JsonDocument.Parse(buffer.AsMemory(0, message.Count)).RootElement);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ending.Token);
    }

    private async Task AnswerAsync(WebSocket socket, string device, JsonElement message)
    {
        if (message.GetProperty("kind").GetString() == "event")
            Counted.GetOrAdd(device, _ => []).Add(message.GetProperty("data").GetProperty("n").GetInt64());
        else if (message.GetProperty("data").GetProperty("x").GetInt32() == 1)
            Interlocked.Increment(ref _requests);
        await SendAsync(socket, new { kind = "ack", ids = new[] { message.GetProperty("id").GetString() } });
    }

    private Task SendAsync(WebSocket socket, object frame) => socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(frame)), WebSocketMessageType.Text, endOfMessage: true, _ending.Token);

    private sealed record Registration(Guid Device);

    private sealed record IssuedToken(Guid Device, string Token, DateTimeOffset Expires);
}
