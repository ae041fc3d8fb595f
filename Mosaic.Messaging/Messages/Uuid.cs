using System.Buffers;
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
