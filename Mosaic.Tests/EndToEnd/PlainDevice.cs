using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Mosaic.Tests.EndToEnd;

/// <summary>A device that is nothing but a WebSocket, so that the protocol is tested and not Mosaic's own client.</summary>
internal sealed class PlainDevice : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private PlainDevice(Guid id) => Id = id;

    public Guid Id { get; }

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static async Task<PlainDevice> ConnectAsync(Uri address, Guid id, string? token, TimeSpan? patience = null)
    {
        var device = new PlainDevice(id);
        if (token is not null)
        {
            device._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        device._socket.Options.CollectHttpResponseDetails = true;
        using var timeout = new CancellationTokenSource(patience ?? SystemFixture.Patience);
        await device._socket.ConnectAsync(address, timeout.Token);
        return device;
    }

    public async Task SendAsync(string json)
    {
        using var timeout = new CancellationTokenSource(SystemFixture.Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
    }

    /// <summary>The next message of a kind; others are passed over.</summary>
    public async Task<JsonElement> ReceiveAsync(string kind)
    {
        while (await ReceiveTextAsync() is { } text)
        {
            using var message = JsonDocument.Parse(text);
            if (message.RootElement.GetProperty("kind").GetString() == kind)
            {
                return message.RootElement.Clone();
            }
        }

        throw new InvalidOperationException($"The service closed with {CloseCode} before a message of kind '{kind}' came.");
    }

    /// <summary>The next message as text; null when the service closes.</summary>
    public async Task<string?> ReceiveTextAsync(TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? SystemFixture.Patience);
        var text = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
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

    /// <summary>Reads until the service closes; the code it closes with.</summary>
    public async Task<int?> ReadToCloseAsync(TimeSpan? patience = null)
    {
        while (await ReceiveTextAsync(patience) is not null)
        {
        }

        return CloseCode;
    }

    public async Task CloseAsync()
    {
        using var timeout = new CancellationTokenSource(SystemFixture.Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
