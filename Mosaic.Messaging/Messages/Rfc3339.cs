using System.Globalization;

namespace Mosaic.Messaging;

/// <summary>Timestamps as RFC 3339 writes them, the form of every time on Mosaic's wires.</summary>
public static class Rfc3339
{
    private const string DateAndTime = "0000-00-00T00:00:00";
    private const int MinutesOfDay = 24 * 60;

    /// <summary>A moment in UTC with seven decimals of a second, for example <c>2026-11-22T16:41:00.1234567Z</c>.</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a <c>date-time</c> of RFC 3339, section 5.6: every one, with any fraction, any offset up to 23:59, and leap seconds.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="moment">The moment in UTC, rounded to 100 ns. A leap second is the first moment of the next day, as in Unix time; what lies outside the years 1 to 9999 is their nearest end.</param>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (text is null || text.Length <= DateAndTime.Length || !HasDateAndTime(text))
        {
            return false;
        }

        var rest = text.AsSpan(DateAndTime.Length);
        if (!TryReadFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset))
        {
            return false;
        }

        int year = Number(text, 0, 4), month = Number(text, 5, 2), day = Number(text, 8, 2);
        int hour = Number(text, 11, 2), minute = Number(text, 14, 2), second = Number(text, 17, 2);
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // Leap seconds are inserted at the end of a day of UTC (section 5.7).
        if (second == 60 && ((hour * 60) + minute - offset + MinutesOfDay) % MinutesOfDay != MinutesOfDay - 1)
        {
            return false;
        }

        var ticks = year == 0
            ? DateTime.MinValue.Ticks
            : new DateTime(year, month, day, hour, minute, 0).Ticks + (second * TimeSpan.TicksPerSecond) + fraction - (offset * TimeSpan.TicksPerMinute);
        moment = new DateTimeOffset(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        return true;
    }

    private static bool HasDateAndTime(string text)
    {
        for (var i = 0; i < DateAndTime.Length; i++)
        {
            if (DateAndTime[i] == '0' ? !char.IsAsciiDigit(text[i]) : char.ToUpperInvariant(text[i]) != DateAndTime[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest is not ['.', ..])
        {
            return true;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits < 1)
        {
            return false;
        }

        for (var i = 1; i <= 7; i++)
        {
            ticks = (ticks * 10) + (i <= digits ? rest[i] - '0' : 0);
        }

        if (digits > 7 && rest[8] >= '5')
        {
            ticks++;
        }

        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is ['Z' or 'z'])
        {
            return true;
        }

        if (text is not ['+' or '-', var h1, var h2, ':', var m1, var m2]
            || !char.IsAsciiDigit(h1) || !char.IsAsciiDigit(h2) || !char.IsAsciiDigit(m1) || !char.IsAsciiDigit(m2))
        {
            return false;
        }

        int hours = Number(text, 1, 2), rest = Number(text, 4, 2);
        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return hours <= 23 && rest <= 59;
    }

    // The year 0 is a leap year (ISO 8601), which the framework does not have.
    private static int DaysIn(int year, int month) => DateTime.DaysInMonth(year == 0 ? 4 : year, month);

    private static int Number(ReadOnlySpan<char> text, int start, int digits)
    {
        var number = 0;
        foreach (var digit in text.Slice(start, digits))
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
