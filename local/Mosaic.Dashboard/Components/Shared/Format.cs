using System.Globalization;

namespace Mosaic.Dashboard.Components.Shared;

/// <summary>How the pages write times and numbers.</summary>
internal static class Format
{
    /// <returns>Three significant digits and the unit that suits: <c>830 µs</c>, <c>12.4 ms</c>, <c>1.5 s</c>, <c>2 min 5 s</c>, <c>3 h 2 min</c>.</returns>
    public static string Duration(TimeSpan duration)
    {
        var seconds = Math.Abs(duration.TotalSeconds);
        var sign = duration < TimeSpan.Zero ? "-" : "";
        return sign + seconds switch
        {
            0 => "0 µs",
            < 0.0009995 => $"{Digits(seconds * 1e6)} µs",
            < 0.9995 => $"{Digits(seconds * 1e3)} ms",
            < 59.95 => $"{Digits(seconds)} s",
            < 3599.5 => Parts((long)Math.Round(seconds), 60, "min", "s"),
            _ => Parts((long)Math.Round(seconds / 60), 60, "h", "min"),
        };
    }

    /// <returns>The time of day on this machine, to the millisecond.</returns>
    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <returns>Date and time on this machine, to the second.</returns>
    public static string DateAndTime(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string DateAndMilliseconds(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <returns>As in an attribute of a time element.</returns>
    public static string Iso(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <returns>At most four significant digits, thousands grouped.</returns>
    public static string Number(double number) => Math.Abs(number) switch
    {
        0 => "0",
        >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => number.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <returns>A number of percent for a style attribute.</returns>
    public static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Digits(double value) => value switch
    {
        < 9.995 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 99.95 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };

    private static string Parts(long value, int small, string big, string rest) =>
        value % small == 0 ? $"{value / small} {big}" : $"{value / small} {big} {value % small} {rest}";
}
