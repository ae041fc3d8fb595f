using System.Globalization;
using System.Text.RegularExpressions;

namespace Mosaic.Devices;

/// <summary>The timestamps of RFC 3339, section 5.6, that the framework does not read: leap seconds, offsets over 14 hours, long fractions.</summary>
internal static partial class Rfc3339
{
    private const int TickDigits = 7;

    /// <summary>Reads a timestamp into UTC. A leap second is the first moment of the next day; what is out of the framework's range is its nearest end.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (Form().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var offset = match.Groups["hours"].Success ? new TimeSpan(Number(match, "hours"), Number(match, "minutes"), 0) : TimeSpan.Zero;
        var fraction = long.Parse(match.Groups["fraction"].Value.PadRight(TickDigits, '0')[..TickDigits], CultureInfo.InvariantCulture);
        var start = match.Groups["minute"].Value.ToUpperInvariant();
        if (start.StartsWith("0000", StringComparison.Ordinal))
        {
            start = $"0001{start[4..]}"; // The framework has no year 0.
        }

        if (!DateTime.TryParseExact(start, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute))
        {
            return false;
        }

        var ticks = minute.Ticks + (Number(match, "second") * TimeSpan.TicksPerSecond) + fraction - (match.Groups["sign"].Value == "-" ? -offset.Ticks : offset.Ticks);
        time = new DateTimeOffset(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        return true;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<minute>\d{4}-\d\d-\d\dT\d\d:\d\d):(?<second>[0-5]\d|60)(\.(?<fraction>\d+))?(Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))\z",
        RegexOptions.IgnoreCase | RegexOptions.ECMAScript)]
    private static partial Regex Form();
}
