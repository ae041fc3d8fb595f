using System.Buffers;
using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>Writes one frame's JSON into an array of the shared pool. One per thread, used again and again.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 512;

    [ThreadStatic]
    private static FrameBuffer? _ofThread;

    private readonly Utf8JsonWriter _writer;
    private byte[] _rented = [];
    private int _written;

    private FrameBuffer() => _writer = new Utf8JsonWriter(this, AmqpJson.WriterOptions);

    /// <summary>Builds a frame. <paramref name="write"/> must not build another meanwhile.</summary>
    public static Frame Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = _ofThread ??= new FrameBuffer();
        buffer._rented = ArrayPool<byte>.Shared.Rent(FirstSize);
        buffer._written = 0;
        buffer._writer.Reset();
        try
        {
            write(buffer._writer, state);
            buffer._writer.Flush();
            var frame = new Frame(buffer._rented, buffer._written);
            buffer._rented = [];
            return frame;
        }
        finally
        {
            if (buffer._rented.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer._rented);
                buffer._rented = [];
            }
        }
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _rented.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _rented.AsSpan(_written);
    }

    private void Grow(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed > _rented.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _rented.Length * 2));
            _rented.AsSpan(0, _written).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = larger;
        }
    }
}

/// <summary>A text frame to a device: UTF-8 JSON in an array of the shared pool. Its last holder returns it.</summary>
internal readonly struct Frame(byte[] rented, int length, bool isAnswer = false)
{
    /// <summary>Whether it refuses a message. That frees its place in the window when the frame has been sent: a device whose messages are refused is slowed down by it.</summary>
    public bool IsAnswer => isAnswer;

    /// <summary>The same frame as the answer to a message.</summary>
    public Frame AsAnswer() => new(rented, length, isAnswer: true);

    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    public int Length => length;

    public void Return() => ArrayPool<byte>.Shared.Return(rented);
}
