using System.Globalization;

namespace Mosaic.DeviceSimulator.Options;

/// <summary>Some of the devices: a number of them, or a share such as <c>10%</c>.</summary>
internal readonly record struct Share(double Value, bool IsPercent)
{
    /// <summary>Reads <c>7</c> or <c>10%</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static Share Parse(string text)
    {
        var isPercent = text.EndsWith('%');
        var number = isPercent ? text[..^1] : text;
        var styles = isPercent ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        if (!double.TryParse(number, styles, CultureInfo.InvariantCulture, out var value) || (isPercent && value > 100))
        {
            throw new FormatException($"'{text}' is not a number of devices or a percentage of them.");
        }

        return new Share(value, isPercent);
    }

    public int Of(int devices) =>
        (int)(IsPercent ? Math.Round(devices * Value / 100, MidpointRounding.AwayFromZero) : Value);

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
