using System.Buffers;
using System.Net.WebSockets;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Reads whole messages, put together from any number of fragments. Waits without holding a buffer.</summary>
internal sealed class MessageReceiver(WebSocket socket, int maxBytes)
{
    private const int FirstSize = 2048;

    public async ValueTask<Received> ReceiveAsync()
    {
        // A read of nothing ends when there is something to read.
        var result = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            return new Received(ReceivedKind.Close, [], 0);
        }

        if (result.MessageType == WebSocketMessageType.Binary)
        {
            return new Received(ReceivedKind.Binary, [], 0);
        }

        if (result.EndOfMessage)
        {
            return new Received(ReceivedKind.Text, ArrayPool<byte>.Shared.Rent(1), 0);
        }

        return await ReceiveRestAsync();
    }

    /// <summary>
    /// Reads on and throws away until the device closes. With bytes unread the system would reset the connection, and the
    /// reset can overtake the close frame.
    /// </summary>
    public async Task DrainAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<Received> ReceiveRestAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            for (var length = 0; ;)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return new Received(ReceivedKind.Close, [], 0);
                }

                if (length > maxBytes)
                {
                    return new Received(ReceivedKind.TooLarge, [], 0);
                }

                if (result.EndOfMessage)
                {
                    var whole = new Received(ReceivedKind.Text, buffer, length);
                    buffer = [];
                    return whole;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }
            }
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>One whole WebSocket message. Of a text the array comes from the shared pool and is the receiver's.</summary>
internal readonly record struct Received(ReceivedKind Kind, byte[] Rented, int Length);

/// <summary>What came from a device's WebSocket.</summary>
internal enum ReceivedKind
{
    Text,
    Binary,
    Close,
    TooLarge,
}
