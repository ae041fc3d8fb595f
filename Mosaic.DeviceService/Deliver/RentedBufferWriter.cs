using System.Buffers;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Writes into an array from the shared pool, which can be taken out and kept.</summary>
internal sealed class RentedBufferWriter : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;

    private byte[] _array = [];

    /// <summary>The bytes written so far.</summary>
    public int Written { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public Memory<byte> WrittenMemory => _array.AsMemory(0, Written);

    public void Advance(int count) => Written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsMemory(Written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsSpan(Written);
    }

    /// <summary>Hands the array over to the caller, who gives it back to the pool, and begins anew.</summary>
    public byte[] Detach()
    {
        var array = _array;
        _array = [];
        Written = 0;
        return array;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => Written = 0;

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = [];
    }

    private void Ensure(int sizeHint)
    {
        var needed = Written + Math.Max(sizeHint, 1);
        if (needed <= _array.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstSize, _array.Length * 2)));
        _array.AsSpan(0, Written).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
