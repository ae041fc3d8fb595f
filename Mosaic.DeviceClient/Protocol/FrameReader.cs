using System.Buffers;
using System.Net.WebSockets;

namespace Mosaic.Devices;

/// <summary>
/// Reads whole messages. While it waits it holds no buffer; one is taken from the pool when bytes are there and given back by
/// the next read.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int limit) : IDisposable
{
    private const int FirstBuffer = 4096;
    private byte[]? _buffer;

    /// <summary>The next message's bytes, valid until the next call; null when the service has sent its close frame.</summary>
    /// <exception cref="FrameTooLargeException">The message had more bytes than the limit. It has been read to its end: the next call gives the next one.</exception>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        Dispose();
        var arrived = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        if (arrived.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        var length = 0;
        var ended = arrived.EndOfMessage;
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        while (!ended)
        {
            if (length == _buffer.Length && length <= limit)
            {
                Grow(length);
            }

            // Of one that is too large only the end matters.
            var part = await socket.ReceiveAsync(length > limit ? _buffer : _buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length = Math.Min(length + part.Count, limit + 1);
            ended = part.EndOfMessage;
        }

        return length > limit ? throw new FrameTooLargeException() : _buffer.AsMemory(0, length);
    }

    public void Dispose()
    {
        if (_buffer is null)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer!.Length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>The service sent more than <see cref="DeviceClientOptions.MaxReceivedBytes"/> in one message.</summary>
internal sealed class FrameTooLargeException() : Exception("A message of the service is larger than MaxReceivedBytes allows.");
