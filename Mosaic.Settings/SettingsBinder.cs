using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Mosaic.Settings;

/// <summary>Reads a section; texts that cannot be read and keys that nobody knows are refused by name.</summary>
internal sealed class SettingsBinder<TOptions>(IConfiguration configuration, SettingsSection section) : IConfigureOptions<TOptions>
    where TOptions : class
{
    public void Configure(TOptions options)
    {
        var given = configuration.GetSection(section.Name).AsEnumerable().Where(entry => entry.Value is not null && entry.Key != section.Name && !IsAbsent(entry))
            .ToLookup(Check);
        new ConfigurationBuilder().AddInMemoryCollection(given[null]).Build().GetSection(section.Name).Bind(options);
        string[] failures = [.. given.Select(entries => entries.Key).OfType<string>()];

        // What can be read is checked once it is: here, where the rest would keep the validator from it.
        if (failures.Length > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), [.. failures, .. section.Check(options)]);
    }

    /// <summary>Whether an optional text is empty: as good as absent, which is how scripts and compose files pass on what they have no value for.</summary>
    private bool IsAbsent(KeyValuePair<string, string?> entry) =>
        entry.Value!.Length == 0 && section.Settings.Any(setting => setting.Covers(entry.Key) && setting.MayBeAbsent);

    private string? Check(KeyValuePair<string, string?> entry)
    {
        if (section.Settings.FirstOrDefault(setting => setting.Covers(entry.Key)) is { } setting) return setting.CheckText(entry.Value!);
        return section.IsShared ? null : $"{entry.Key} is no setting. There are {string.Join(", ", section.Settings.Select(known => known.Key))}.";
    }
}
