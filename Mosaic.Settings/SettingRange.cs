using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Mosaic.Settings;

/// <summary>What a setting may be, in words that follow "it must be".</summary>
internal static class SettingRange
{
    // Parts of a second are written in the greatest unit that leaves a whole number.
    private static readonly (TimeSpan Length, string Name)[] Units =
    [
        (TimeSpan.FromDays(1), "days"), (TimeSpan.FromHours(1), "h"), (TimeSpan.FromMinutes(1), "min"),
        (TimeSpan.FromSeconds(1), "s"), (TimeSpan.FromMilliseconds(1), "ms"),
    ];

    internal static string Of(Setting setting) => string.Join(", ", TypeRule(setting.Type).Concat(
        setting.Property.GetCustomAttributes<ValidationAttribute>().OrderBy(attribute => attribute is not RequiredAttribute).Select(Rule)));

    private static IEnumerable<string> TypeRule(Type type) =>
        type == typeof(bool) ? ["true or false"] : type.IsEnum ? [string.Join(" or ", Enum.GetNames(type))] : [];

    private static string Rule(ValidationAttribute attribute) => attribute switch
    {
        RangeAttribute range => Between(Bound(range.Minimum, range.OperandType), Bound(range.Maximum, range.OperandType)),
        RequiredAttribute => "not empty",
        _ => attribute.ErrorMessage ?? attribute.FormatErrorMessage(""),
    };

    private static string Between(object least, object most) =>
        most is long.MaxValue or int.MaxValue ? $"{Show(least)} and more" : $"{Show(least)} to {Show(most)}";

    // The attribute keeps the bounds of other types than int and double as the text they were given in.
    private static object Bound(object bound, Type type) => bound is not string text ? bound
        : type == typeof(TimeSpan) ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
        : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);

    private static string Show(object bound) => bound is TimeSpan time ? Show(time) : string.Format(CultureInfo.InvariantCulture, "{0:#,0.###}", bound);

    private static string Show(TimeSpan time)
    {
        if (time == TimeSpan.Zero) return "0";
        var (length, name) = Units.First(unit => time.Ticks % unit.Length.Ticks == 0);
        var count = time.Ticks / length.Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 && name == "days" ? "day" : name)}");
    }
}
