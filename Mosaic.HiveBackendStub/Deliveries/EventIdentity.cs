using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.HiveBackendStub.Deliveries;

internal static class EventIdentity
{
    private const int OnStack = 512;

    /// <summary>
    /// 128 bits of a hash, so that a million remembered events cost megabytes and their ids may have any length.
    /// The source belongs to it: devices choose their ids, and two of them may choose the same.
    /// </summary>
    internal static UInt128 Of(string source, string id)
    {
        var most = sizeof(int) + Encoding.UTF8.GetMaxByteCount(source.Length + id.Length);
        Span<byte> text = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];

        // The length first, so that no other source and id run together to the same text.
        BinaryPrimitives.WriteInt32LittleEndian(text, source.Length);
        var length = sizeof(int) + Encoding.UTF8.GetBytes(source, text[sizeof(int)..]);
        length += Encoding.UTF8.GetBytes(id, text[length..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
