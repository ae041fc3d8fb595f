using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Messaging;

/// <summary>
/// Ids of messages that follow from what they are about, so that whoever says it again, from whichever process, says a
/// repeat: UUID version 8, the beginning of a SHA-256 (RFC 9562, section 5.8).
/// </summary>
public static class DerivedId
{
    /// <summary>The id of what is said once about something that a UUID names.</summary>
    /// <param name="about">What it is about.</param>
    /// <param name="what">What is said.</param>
    public static Guid Of(Guid about, string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. about.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(what)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
