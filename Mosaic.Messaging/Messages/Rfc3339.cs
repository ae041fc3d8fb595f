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
            && text[10] is 'T' or 't'
            && HasOffset(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    private static bool HasOffset(string text) =>
        text[^1] is 'Z' or 'z' || (text[^6] is '+' or '-' && text[^3] == ':');
}
