using System.Globalization;

namespace Mosaic.Messaging;

/// <summary>Timestamps as RFC 3339 writes them, the form of every time on Mosaic's wires.</summary>
public static class Rfc3339
{
    /// <summary>A moment in UTC with seven decimals of a second, for example <c>2026-11-22T16:41:00.1234567Z</c>.</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Reads a timestamp; false when it is not RFC 3339 (date, <c>T</c>, time and offset are all required).</summary>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        return text is { Length: >= 20 and <= 64 }
            && HasDateAndTime(text)
            && HasFractionAndOffset(text.AsSpan(19))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    // The framework reads many more forms than RFC 3339, section 5.6, has.
    private static bool HasDateAndTime(string text)
    {
        const string Form = "0000-00-00T00:00:00";
        for (var i = 0; i < Form.Length; i++)
        {
            if (Form[i] == '0' ? !char.IsAsciiDigit(text[i]) : char.ToUpperInvariant(text[i]) != Form[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasFractionAndOffset(ReadOnlySpan<char> rest)
    {
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        return rest is ['Z' or 'z']
            || (rest is ['+' or '-', _, _, ':', _, _] && !rest[1..3].ContainsAnyExceptInRange('0', '9') && !rest[4..].ContainsAnyExceptInRange('0', '9'));
    }
}
