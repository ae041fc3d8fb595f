using System.Globalization;

namespace Mosaic.Settings;

/// <summary>Values as configuration spells them.</summary>
internal static class SettingText
{
    internal static string Of(object? value) => value switch
    {
        null or Array => "",
        bool flag => flag ? "true" : "false",
        TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond != 0 => time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        Uri address => address.OriginalString,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
