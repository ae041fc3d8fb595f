using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>One option of a program: its key in the configuration, and what its value may be.</summary>
internal sealed class Setting
{
    private readonly PropertyInfo[] _path;

    public Setting(string section, PropertyInfo[] path)
    {
        _path = path;
        Key = string.Join(':', [section, .. path.Select(step => step.Name)]);
        Unit = Type == typeof(TimeSpan) ? "duration" : Property.GetCustomAttribute<UnitAttribute>()?.Name ?? "";
        Range = string.Join(", ", RangesOf(Type).Concat(Rules.OrderBy(rule => rule is not RequiredAttribute).Select(RangeOf)));
    }

    /// <summary>The key in .NET's configuration, such as <c>Delivery:Batch:MaxBytes</c>.</summary>
    public string Key { get; }

    /// <summary>The environment variable that sets it; the first item's, of a list.</summary>
    public string Variable => SettingsRefusal.VariableOf(Key) + (IsList ? "__0" : "");

    /// <summary>What holds the value.</summary>
    public PropertyInfo Property => _path[^1];

    /// <summary>The value's type.</summary>
    public Type Type => Property.PropertyType;

    /// <summary>What a number counts; <c>duration</c>; or nothing.</summary>
    public string Unit { get; }

    /// <summary>What the value may be, after "it must be"; empty where anything goes.</summary>
    public string Range { get; }

    /// <summary>Several values, each with a key of its own.</summary>
    public bool IsList => Type.IsArray;

    /// <summary>Not to be shown.</summary>
    public bool IsSecret => Property.IsDefined(typeof(SecretAttribute));

    /// <summary>A text, an address or a list that may be left out. Empty text for a number, a duration or a choice is refused as any that cannot be read.</summary>
    public bool MayBeAbsent => (Type == typeof(string) || Type == typeof(Uri) || IsList) && !Property.IsDefined(typeof(RequiredAttribute));

    private IEnumerable<ValidationAttribute> Rules => Property.GetCustomAttributes<ValidationAttribute>();

    public bool Covers(string key) =>
        key.Equals(Key, StringComparison.OrdinalIgnoreCase) || (IsList && key.StartsWith(Key + ":", StringComparison.OrdinalIgnoreCase));

    public object? ValueIn(object options) => _path.Aggregate((object?)options, (value, step) => value is null ? null : step.GetValue(value));

    /// <summary>Whether the value that was read is what its type and attributes say.</summary>
    public bool IsGood(object options)
    {
        var value = ValueIn(options);
        return (!Type.IsEnum || Enum.IsDefined(Type, value!)) && Rules.All(rule => rule.IsValid(value));
    }

    /// <summary>The sentence that refuses a value, as the configuration spells it.</summary>
    public string Refuse(string value)
    {
        var spelling = IsList ? "a list, with a key for each item" : Type == typeof(TimeSpan) ? ", written [d.]hh:mm:ss" : Unit.Length > 0 ? $" {Unit}" : "";
        return SettingsRefusal.Of(Key, IsSecret ? null : value, Range + spelling, Variable);
    }

    private static string[] RangesOf(Type type) =>
        type == typeof(bool) ? ["true or false"] : type.IsEnum ? [string.Join(" or ", Enum.GetNames(type))] : [];

    // Bounds of other types than int and double are the text that the attribute was given, which is how the configuration spells them too.
    private static string RangeOf(ValidationAttribute rule) => rule switch
    {
        RangeAttribute { Maximum: int.MaxValue or "9223372036854775807" } range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:#,0} and more"),
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:#,0} to {range.Maximum:#,0}"),
        RequiredAttribute => "not empty",
        _ => rule.FormatErrorMessage(""),
    };
}
