using System.Globalization;

namespace Mosaic.DeviceSimulator.Options;

/// <summary>Events a second of one device: 0 for idle, infinity for as fast as acks allow.</summary>
internal readonly record struct SendRate(double PerSecond)
{
    private const double LongestInterval = 60;

    public bool IsIdle => PerSecond == 0;

    public bool IsMax => double.IsPositiveInfinity(PerSecond);

    /// <summary>The time between two events, a minute at most; a second where the rate gives none.</summary>
    public TimeSpan Interval => IsIdle || IsMax ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(Math.Min(1 / PerSecond, LongestInterval));

    /// <summary>Reads a number, or <c>max</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static SendRate Parse(string text)
    {
        if (text == "max")
        {
            return new SendRate(double.PositiveInfinity);
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            ? new SendRate(rate)
            : throw new FormatException($"'{text}' is not a rate: a number of events a second, or max.");
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => IsMax ? "max" : PerSecond.ToString(CultureInfo.InvariantCulture);
}
