using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Mosaic.Tests.Devices;

/// <summary>One connection of a device, seen from the service.</summary>
internal sealed class FakeConnection(WebSocket socket, string authorization)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Authorization { get; } = authorization;

    public Task Ended => _ended.Task;

    public Guid Device { get; } = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");

    public Guid Session { get; } = Guid.NewGuid();

    public Task SendWelcomeAsync(int window = 64, int maxMessageBytes = 262144, DateTimeOffset? expires = null) =>
        SendAsync(new
        {
            kind = "welcome",
            device = Device,
            session = Session,
            heartbeat = 30,
            window,
            maxmessagebytes = maxMessageBytes,
            expires = expires ?? DateTimeOffset.UtcNow.AddHours(1),
        });

    public Task AckAsync(params string[] ids) => SendAsync(new { kind = "ack", ids });

    public Task SendAsync(object frame) => SendAsync(JsonSerializer.Serialize(frame));

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> frame, WebSocketMessageType type)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.SendAsync(frame, type, endOfMessage: true, limit.Token);
    }

    /// <summary>The next frame; fails when the device closes instead.</summary>
    public async Task<JsonElement> ReadAsync() => JsonDocument.Parse(await ReadTextAsync()).RootElement;

    public async Task<string> ReadTextAsync() =>
        await ReadOrCloseAsync() ?? throw new InvalidOperationException($"The device closed with {socket.CloseStatus}.");

    /// <summary>Reads on until the device's close frame and answers it.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (await ReadOrCloseAsync() is not null)
        {
        }

        await CloseAsync(1000);
        return (int)socket.CloseStatus!.Value;
    }

    public async Task CloseAsync(int code)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, limit.Token);
        if (socket.State == WebSocketState.CloseSent)
        {
            await ReadOrCloseAsync();
        }

        _ended.TrySetResult();
    }

    /// <summary>Breaks the connection without a close frame.</summary>
    public void Cut()
    {
        socket.Abort();
        _ended.TrySetResult();
    }

    private async Task<string?> ReadOrCloseAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }
}
