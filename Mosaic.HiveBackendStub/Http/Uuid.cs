using System.Buffers;

namespace Mosaic.HiveBackendStub.Http;

/// <summary>UUIDs in their one spelling (RFC 9562, section 4): hexadecimal digits in groups of 8-4-4-4-12, and nothing else.</summary>
internal static class Uuid
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF-");

    internal static bool TryParse(string? text, out Guid uuid)
    {
        uuid = default;
        return text is { Length: 36 } && !text.AsSpan().ContainsAnyExcept(Characters) && Guid.TryParseExact(text, "D", out uuid);
    }
}
