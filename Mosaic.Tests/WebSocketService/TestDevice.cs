using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Mosaic.Tests.WebSocketService;

/// <summary>A device that is nothing but a plain WebSocket. Every wait is bounded.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    private TestDevice(Guid id) => Id = id;

    public Guid Id { get; }

    public ClientWebSocket Socket { get; } = new();

    public static async Task<TestDevice> ConnectAsync(ServiceHost host, Guid id, string? token, Action<ClientWebSocketOptions>? configure = null)
    {
        var device = new TestDevice(id);
        device.Socket.Options.CollectHttpResponseDetails = true;
        if (token is not null)
        {
            device.Socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        configure?.Invoke(device.Socket.Options);
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        await device.Socket.ConnectAsync(host.Address, patience.Token);
        return device;
    }

    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool end = true)
    {
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        await Socket.SendAsync(bytes, type, end, patience.Token);
    }

    /// <summary>The next message; null when the service has closed.</summary>
    public async Task<string?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await Socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            text.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return Encoding.UTF8.GetString(text.ToArray());
            }
        }
    }

    /// <summary>The next message, which must be of this kind.</summary>
    public async Task<JsonElement> ReceiveAsync(string kind)
    {
        var text = await ReadAsync();
        Assert.True(text is not null, $"The service closed with {(int?)Socket.CloseStatus} instead of a message of kind '{kind}'.");
        var message = JsonDocument.Parse(text).RootElement;
        Assert.True(message.GetProperty("kind").GetString() == kind, $"Not of kind '{kind}': {text}");
        return message;
    }

    /// <summary>Waits for the error and the close; anything else before them is passed over.</summary>
    public async Task<(int Code, string? Error, bool? Retry)> ClosedAsync()
    {
        JsonElement? error = null;
        while (await ReadAsync() is { } text)
        {
            var message = JsonDocument.Parse(text).RootElement;
            error = message.GetProperty("kind").GetString() == "error" ? message : error;
        }

        return ((int)Socket.CloseStatus!, error?.GetProperty("code").GetString(), error?.GetProperty("retry").GetBoolean());
    }

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
