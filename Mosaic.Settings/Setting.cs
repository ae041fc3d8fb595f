using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Mosaic.Settings;

/// <summary>One option of a program: where it stands in the configuration and what it may be.</summary>
public sealed class Setting
{
    private readonly PropertyInfo[] _path;

    internal Setting(string section, Type options, PropertyInfo[] path)
    {
        _path = path;
        Key = string.Join(':', [section, .. path.Select(step => step.Name)]);
        Type = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
        Unit = Type == typeof(TimeSpan) ? "duration" : Property.GetCustomAttribute<UnitAttribute>()?.Name ?? "";
        Range = SettingRange.Of(this);
        Default = Property.GetCustomAttribute<DefaultAttribute>() is null ? SettingText.Of(ValueIn(Activator.CreateInstance(options)!)) : "";
    }

    /// <summary>The key in .NET's configuration, such as <c>Delivery:Batch:MaxBytes</c>.</summary>
    public string Key { get; }

    /// <summary>The environment variable that sets it; the first item's, of a list.</summary>
    public string Variable => Key.Replace(":", "__", StringComparison.Ordinal) + (IsList ? "__0" : "");

    /// <summary>What holds the value.</summary>
    public PropertyInfo Property => _path[^1];

    /// <summary>The value's type, without the nullable around it.</summary>
    public Type Type { get; }

    /// <summary>What a number counts; <c>duration</c>; or nothing.</summary>
    public string Unit { get; }

    /// <summary>What the value may be, after "it must be"; empty where anything goes.</summary>
    public string Range { get; }

    /// <summary>The value without configuration, as configuration would spell it; empty where there is none, or one that only words describe.</summary>
    public string Default { get; }

    /// <summary>Several values, each with a key of its own.</summary>
    public bool IsList => Type.IsArray;

    /// <summary>Not to be shown.</summary>
    public bool IsSecret => Property.IsDefined(typeof(SecretAttribute));

    /// <summary>A text, an address or a list that may be left out. Empty text for a number, a duration or a choice is refused as any that cannot be read.</summary>
    internal bool MayBeAbsent => (Type == typeof(string) || Type == typeof(Uri) || IsList) && !Property.IsDefined(typeof(RequiredAttribute));

    internal bool Covers(string key) =>
        key.Equals(Key, StringComparison.OrdinalIgnoreCase) || (IsList && key.StartsWith(Key + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with a value that was read; null when nothing is.</summary>
    internal string? Check(object options)
    {
        var value = ValueIn(options);
        return IsOfRange(value) ? null : Refuse(SettingText.Of(value));
    }

    /// <summary>What is wrong with a text of the configuration; null when it can be read.</summary>
    internal string? CheckText(string text)
    {
        try
        {
            if (!IsList) TypeDescriptor.GetConverter(Type).ConvertFromInvariantString(text);
            return null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return Refuse(text);
        }
    }

    private bool IsOfRange(object? value) =>
        (!Type.IsEnum || value is null || Enum.IsDefined(Type, value))
        && Property.GetCustomAttributes<ValidationAttribute>().All(attribute => attribute.IsValid(value));

    private object? ValueIn(object options) => _path.Aggregate((object?)options, (value, step) => value is null ? null : step.GetValue(value));

    private string Refuse(string value)
    {
        var spelling = Type == typeof(TimeSpan) ? ", written [d.]hh:mm:ss" : Unit.Length > 0 ? $" {Unit}" : "";
        return $"{Key} {(IsSecret ? "" : $"is '{value}': it ")}must be {Range}{spelling} (environment variable {Variable}).";
    }
}
