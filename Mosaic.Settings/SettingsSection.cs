using System.Reflection;

namespace Mosaic.Settings;

/// <summary>A section of the configuration and the options that it is read into; a program's services hold one for each.</summary>
public sealed class SettingsSection
{
    internal SettingsSection(string name, Type options, bool isShared)
    {
        Name = name;
        Options = options;
        IsShared = isShared;
        Settings = [.. Walk(options, []).Select(path => new Setting(name, options, path))];
    }

    /// <summary>The section's key.</summary>
    public string Name { get; }

    /// <summary>What it is read into.</summary>
    public Type Options { get; }

    /// <summary>Others read keys of it as well.</summary>
    public bool IsShared { get; }

    /// <summary>Its settings, those of sections in it included, in the order of the source.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>What is wrong with the values, one sentence each.</summary>
    internal IEnumerable<string> Check(object options) => Settings.Select(setting => setting.Check(options)).OfType<string>();

    private static IEnumerable<PropertyInfo[]> Walk(Type options, PropertyInfo[] above) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => IsSection(property.PropertyType) ? Walk(property.PropertyType, [.. above, property]) : [[.. above, property]]);

    private static bool IsSection(Type type) => type.IsClass && !type.IsArray && type != typeof(string) && type != typeof(Uri);
}
