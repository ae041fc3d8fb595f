using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mosaic.ServiceDefaults.Logging;

/// <summary>Makes text that others chose safe for a terminal and for whatever reads line by line.</summary>
public static class ControlCharacters
{
    /// <summary>
    /// Writes as <c>\u000a</c>, in hexadecimal UTF-16 units, every character that does more than show itself: controls (C0, DEL, C1), line and
    /// paragraph separators, format characters such as those that turn the direction of text (Unicode's category Cf), and lone surrogates.
    /// </summary>
    /// <returns>The same string when there is none.</returns>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Rewrite(text) : text;
    }

    private static string Rewrite(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var length);
            if (status == OperationStatus.Done && IsShown(rune))
            {
                result.Append(rest[..length]);
            }
            else
            {
                AppendEscaped(result, rest[..length]);
            }

            rest = rest[length..];
        }

        return result.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscaped(StringBuilder result, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
        {
            result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
    }
}
