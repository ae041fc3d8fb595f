using System.Buffers;

namespace Mosaic.Devices;

/// <summary>Collects bytes in a pooled buffer that its taker returns to the shared pool.</summary>
internal sealed class PooledBufferWriter : IBufferWriter<byte>
{
    private const int SmallestBuffer = 512;
    private byte[] _buffer = [];

    public int Written { get; private set; }

    public void Advance(int count) => Written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Written);
    }

    /// <summary>Hands the buffer over and starts anew.</summary>
    public (byte[] Buffer, int Length) Take()
    {
        var taken = (_buffer, Written);
        (_buffer, Written) = ([], 0);
        return taken;
    }

    /// <summary>Throws away what was written.</summary>
    public void Discard()
    {
        var (buffer, _) = Take();
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = Written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, _buffer.Length * 2), SmallestBuffer));
        _buffer.AsSpan(0, Written).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
