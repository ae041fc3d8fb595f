using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Mosaic.Messaging;

/// <summary>
/// UUIDs in their one spelling (RFC 9562, section 4): 36 characters, hexadecimal digits in either case in groups of 8-4-4-4-12.
/// The framework's own parsers also take white space around it, signs and <c>0x</c> in its groups.
/// </summary>
public static class Uuid
{
    private const int Length = 36;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF-");

    /// <summary>Reads a UUID; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid uuid)
    {
        uuid = default;
        return text.Length == Length && !text.ContainsAnyExcept(Characters) && Guid.TryParseExact(text, "D", out uuid);
    }

    /// <summary>The same for UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Guid uuid)
    {
        uuid = default;
        Span<char> text = stackalloc char[Length];
        return utf8.Length == Length && Ascii.ToUtf16(utf8, text, out _) == OperationStatus.Done && TryParse(text, out uuid);
    }
}

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
