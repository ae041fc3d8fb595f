using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>
/// A section of the configuration and the options that it is read into; a program's services hold one for each. The platform
/// binds and checks, but one setting at a time: its binder stops at the first key of all sections that it does not know or cannot read, and neither data
/// annotations nor the validators generated from them give the value, its key and the environment variable.
/// </summary>
internal sealed class SettingsSection
{
    public SettingsSection(string name, Type options, bool isShared)
    {
        Name = name;
        Options = options;
        IsShared = isShared;
        Settings = [.. Walk(options, []).Select(path => new Setting(name, path))];
    }

    /// <summary>The section's key.</summary>
    public string Name { get; }

    /// <summary>What it is read into.</summary>
    public Type Options { get; }

    /// <summary>Others read keys of it as well.</summary>
    public bool IsShared { get; }

    /// <summary>Its settings, those of sections in it included, in the order of the source.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>Reads the section into the options.</summary>
    /// <returns>What is wrong, one sentence each: keys that nobody knows, texts that cannot be read, values that are not what their attributes say.</returns>
    public IEnumerable<string> Bind(IConfiguration configuration, object options)
    {
        var given = configuration.GetSection(Name).AsEnumerable().Where(entry => entry.Value is not null && entry.Key != Name)
            .ToLookup(entry => Settings.FirstOrDefault(setting => setting.Covers(entry.Key)));
        var unknown = given[null].Where(_ => !IsShared).Select(entry => $"{entry.Key} is no setting. There are {string.Join(", ", Settings.Select(known => known.Key))}.");
        var refused = Settings.Where(setting => !TryBind(given[setting], setting.MayBeAbsent, options) || !setting.IsGood(options))
            .Select(setting => setting.Refuse(configuration[setting.Key] ?? ""));
        return [.. unknown, .. refused];
    }

    private bool TryBind(IEnumerable<KeyValuePair<string, string?>> values, bool mayBeAbsent, object options)
    {
        // Empty text is as good as absent where it may be: scripts and compose files pass it on where they have no value.
        var present = values.Where(entry => entry.Value!.Length > 0 || !mayBeAbsent);
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(present).Build().GetSection(Name).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static IEnumerable<PropertyInfo[]> Walk(Type options, PropertyInfo[] above) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => IsSection(property.PropertyType) ? Walk(property.PropertyType, [.. above, property]) : [[.. above, property]]);

    private static bool IsSection(Type type) => type.IsClass && !type.IsArray && type != typeof(string) && type != typeof(Uri);
}
