using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>Values that a setting must not take, from what its property declares.</summary>
internal static class BadValues
{
    internal static IEnumerable<string> Of(Setting setting)
    {
        if (setting.Type != typeof(string) && !setting.IsList && setting.Type != typeof(Uri))
        {
            yield return "garbage";
        }

        if (setting.Type.IsEnum)
        {
            yield return "4711";
        }

        foreach (var attribute in setting.Property.GetCustomAttributes<ValidationAttribute>())
        {
            switch (attribute)
            {
                case RequiredAttribute:
                    yield return "";
                    break;
                case AddressAttribute:
                    yield return "somewhere/else";
                    yield return "gopher://example.test";
                    break;
                case RegularExpressionAttribute:
                    yield return "not\u00e4 this";
                    break;
                case RangeAttribute range when setting.Type == typeof(TimeSpan):
                    yield return (Time(range.Minimum) - TimeSpan.FromTicks(1)).ToString();
                    yield return (Time(range.Maximum) + TimeSpan.FromTicks(1)).ToString();
                    yield return "30s";
                    break;
                case RangeAttribute range:
                    yield return (Number(range.Minimum) - 1).ToString(CultureInfo.InvariantCulture);
                    yield return (Number(range.Maximum) + 1).ToString(CultureInfo.InvariantCulture);
                    break;
            }
        }
    }

    private static TimeSpan Time(object bound) => TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture);

    private static decimal Number(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
}
