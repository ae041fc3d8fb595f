using System.Buffers;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>A text frame to a device: UTF-8 JSON in an array of the shared pool. Whoever holds it last gives it back.</summary>
internal readonly struct Frame(byte[] rented, int length)
{
    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    public int Length => length;

    public void Return() => ArrayPool<byte>.Shared.Return(rented);
}
