using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.Tests.ServiceDefaults.Settings;

/// <summary>
/// docs/configuration.md with its tables written anew. A table stands between <c>&lt;!-- settings of PROGRAM, … --&gt;</c>
/// and <c>&lt;!-- end --&gt;</c> and has the sections that exactly these programs read.
/// </summary>
internal static partial class ConfigurationDocument
{
    private const string Head = "| key | environment variable | default | unit | range | meaning |\n| --- | --- | --- | --- | --- | --- |\n";

    // They differ from one machine or run to the next.
    private static readonly Dictionary<string, string> DefaultsInWords = new()
    {
        ["Messaging:Instance"] = "the machine's name and eight random characters",
        ["Stub:DataPath"] = "mosaic/hive-backend-stub in the user's data folder",
    };

    internal static string WithTables(string document)
    {
        var sections = SectionsByPrograms();
        var written = Table().Replace(document, match =>
        {
            Assert.True(sections.Remove(match.Groups["programs"].Value, out var tables), $"No section is read by exactly {match.Groups["programs"].Value}.");
            return $"{match.Groups["begin"].Value}{Head}{string.Concat(tables.SelectMany(section => section.Settings.Select(setting => Row(section, setting))))}{match.Groups["end"].Value}";
        });
        Assert.True(sections.Count == 0, $"docs/configuration.md needs a place for: {string.Join("; ", sections.Keys)}.");
        return written;
    }

    private static Dictionary<string, List<SettingsSection>> SectionsByPrograms() => Programs.Names
        .SelectMany(program => SectionsOf(program).Select(section => (Program: program, Section: section)))
        .GroupBy(entry => (entry.Section.Name, entry.Section.Options))
        .GroupBy(uses => string.Join(", ", uses.Select(use => use.Program)))
        .ToDictionary(group => group.Key, group => group.Select(uses => uses.First().Section).ToList());

    private static List<SettingsSection> SectionsOf(string program)
    {
        using var host = Programs.Build(program);
        return [.. host.Services.GetServices<SettingsSection>()];
    }

    private static string Row(SettingsSection section, Setting setting)
    {
        var fallback = DefaultsInWords.GetValueOrDefault(setting.Key) ?? Code(TextOf(setting.ValueIn(Activator.CreateInstance(section.Options)!)));
        var meaning = XmlDocs.SummaryOf(setting.Property) + (setting.IsSecret ? " Secret." : "");
        return $"| `{setting.Key}` | `{setting.Variable}` | {fallback} | {(setting.IsList ? "list" : setting.Unit)} | {setting.Range} | {meaning} |\n";
    }

    /// <summary>The value as the configuration would spell it.</summary>
    private static string TextOf(object? value) => value switch
    {
        null or Array => "",
        bool flag => flag ? "true" : "false",
        TimeSpan time when time.Ticks % TimeSpan.TicksPerSecond != 0 => time.ToString("c").TrimEnd('0'),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    [GeneratedRegex(@"(?<begin><!-- settings of (?<programs>[^>]*?) -->\n\n).*?(?<end>\n<!-- end -->)", RegexOptions.Singleline)]
    private static partial Regex Table();
}
