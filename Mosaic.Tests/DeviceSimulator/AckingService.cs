using System.Collections.Concurrent;
using System.Globalization;
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
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _answers;

    private AckingService(int answers)
    {
        _answers = answers;
        if (answers == 0)
        {
            _answered.SetResult();
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        _app.MapPost("/devices", (Registration registration) =>
            RegistrationStatus is { } status ? (IResult)TypedResults.StatusCode(status) : Issue(registration.Device));
        _app.MapPost("/devices/{device:guid}/token", (Guid device) => Issue(device));
        _app.Map("/ws", AcceptAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public Uri Endpoint => new(_app.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal) + "/ws");

    /// <summary>The ids that came, by device, in their order.</summary>
    public ConcurrentDictionary<string, List<long>> Counted { get; } = new();

    public int Requests => _requests;

    /// <summary>The types that came, of all devices.</summary>
    public ConcurrentDictionary<string, int> Types { get; } = new();

    /// <summary>The status that handshakes are refused with; null to accept them.</summary>
    public int? HandshakeStatus { get; set; }

    /// <summary>The status that registrations are refused with; null to accept them.</summary>
    public int? RegistrationStatus { get; set; }

    /// <summary>The code that connections are closed with after the welcome; null to keep them.</summary>
    public int? CloseCode { get; set; }

    /// <summary>How many handshakes there were.</summary>
    public int Handshakes => _handshakes;

    private int _handshakes;

    private int _requests;

    /// <param name="answers">Nothing is acked before so many requests are answered: a device whose events are acked may leave.</param>
    public static async Task<AckingService> StartAsync(int answers = 0)
    {
        var service = new AckingService(answers);
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
        Interlocked.Increment(ref _handshakes);
        if (HandshakeStatus is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

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
        if (CloseCode is { } code)
        {
            await SendAsync(socket, new { kind = "error", code = "out", detail = "Not any more.", retry = false });
            await socket.CloseAsync((WebSocketCloseStatus)code, null, _ending.Token);
            return;
        }

        await SendAsync(socket, new { kind = "request", id = Guid.NewGuid().ToString(), type = "ping", data = new { x = 1 } });
        var buffer = new byte[64 * 1024];
        var acked = Task.CompletedTask;
        while (await socket.ReceiveAsync(buffer, _ending.Token) is { MessageType: WebSocketMessageType.Text } message)
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, message.Count));
            Take(device, json.RootElement);
            acked = AckAsync(acked, socket, json.RootElement.GetProperty("id").GetString());
        }

        await acked;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ending.Token);
    }

    private void Take(string device, JsonElement message)
    {
        if (message.GetProperty("kind").GetString() == "event")
        {
            Types.AddOrUpdate(message.GetProperty("type").GetString()!, 1, (_, count) => count + 1);
            Counted.GetOrAdd(device, _ => []).Add(long.Parse(message.GetProperty("id").GetString()!.Split('-')[^1], CultureInfo.InvariantCulture));
        }
        else if (message.GetProperty("data").GetProperty("x").GetInt32() == 1 && Interlocked.Increment(ref _requests) == _answers)
        {
            _answered.SetResult();
        }
    }

    private async Task AckAsync(Task before, WebSocket socket, string? id)
    {
        await before;
        await _answered.Task.WaitAsync(_ending.Token);
        await SendAsync(socket, new { kind = "ack", ids = new[] { id } });
    }

    private Task SendAsync(WebSocket socket, object frame) => socket.SendAsync(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(frame)), WebSocketMessageType.Text, endOfMessage: true, _ending.Token);

    private sealed record Registration(Guid Device);

    private sealed record IssuedToken(Guid Device, string Token, DateTimeOffset Expires);
}
