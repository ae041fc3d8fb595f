using System.Security.Cryptography;
using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// The header <c>webhook-id</c> of an event. Receivers drop repeats by it, so it follows from <c>source</c> and <c>id</c>, which
/// together name a CloudEvent: a UUID of version 5 (RFC 9562, section 5.5) in the namespace of URLs, of the two with a space between.
/// </summary>
internal static class WebhookId
{
    private const int OnStack = 512;
    private const int NamespaceLength = 16;

    // RFC 9562, section 6.6.
    private static readonly Guid Urls = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The id of an event, the same on every try.</summary>
    /// <param name="source">The event's <c>source</c>, a URI reference, which holds no space.</param>
    /// <param name="id">The event's <c>id</c>.</param>
    public static Guid Of(string source, string id)
    {
        var most = NamespaceLength + Encoding.UTF8.GetMaxByteCount(source.Length + 1 + id.Length);
        Span<byte> name = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        Urls.TryWriteBytes(name, bigEndian: true, out var length);
        length += Encoding.UTF8.GetBytes(source, name[length..]);
        name[length++] = (byte)' ';
        length += Encoding.UTF8.GetBytes(id, name[length..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The version of UUID that every library has is made with SHA-1; nothing is protected by it.
        SHA1.HashData(name[..length], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..NamespaceLength], bigEndian: true);
    }
}
