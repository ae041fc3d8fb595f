using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Mosaic.ServiceDefaults.Settings;

/// <summary>What a program with bad settings ends with: the sentences, and the exceptions that hold them.</summary>
public static partial class SettingsRefusal
{
    /// <summary>The sentence that refuses a value.</summary>
    /// <param name="key">The key in .NET's configuration.</param>
    /// <param name="value">The value as it is configured; null when it is not to be shown.</param>
    /// <param name="range">What it must be.</param>
    /// <param name="variable">The environment variable, where it is not the key's.</param>
    public static string Of(string key, string? value, string range, string? variable = null) =>
        $"{key} {(value is null ? "" : $"is '{value}': it ")}must be {range} (environment variable {variable ?? VariableOf(key)}).";

    /// <summary>The environment variable that sets a key.</summary>
    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>What is wrong with the settings, one sentence each; empty when the exception is about something else.</summary>
    public static IReadOnlyList<string> FailuresOf(Exception error) => error switch
    {
        OptionsValidationException refused => [.. refused.Failures],

        // The host's way to refuse the options of several sections.
        AggregateException several when several.InnerExceptions.Select(FailuresOf).ToList() is var each && each.All(failures => failures.Count > 0) =>
            [.. each.SelectMany(failures => failures)],

        DirectoryNotFoundException { Source: "Microsoft.Extensions.FileProviders.Physical" } =>
            [Of("contentRoot", error.Message, "a folder that exists", "DOTNET_CONTENTROOT or ASPNETCORE_CONTENTROOT")],

        // The address or certificate of a server that is not one of ServiceDefaults', such as the AppHost's for the dashboard.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => [ReasonOf(error)],

        // A file that is not JSON, a value of another type.
        _ => IsFromConfiguration(error) ? [WithVariable(ReasonOf(error))] : [],
    };

    /// <summary>Refuses settings that are not options of the host, such as a command line.</summary>
    /// <param name="failures">What is wrong, one sentence each.</param>
    /// <exception cref="OptionsValidationException">Something is.</exception>
    public static void ThrowIfAny(IEnumerable<string> failures)
    {
        if (failures.ToList() is { Count: > 0 } all)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(SettingsRefusal), all);
        }
    }

    /// <summary>The messages of an exception and of those that caused it, in one line; each once.</summary>
    public static string ReasonOf(Exception error)
    {
        var messages = new List<string>();
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (messages.LastOrDefault()?.Contains(cause.Message, StringComparison.OrdinalIgnoreCase) != true)
            {
                messages.Add(cause.Message);
            }
        }

        var reason = string.Join(": ", messages.Select(message => Breaks().Replace(message, " ").TrimEnd('.')));
        return $"{reason}.";
    }

    /// <summary>Whether it was thrown while configuration was read, by the code for it that the framework has or generates.</summary>
    private static bool IsFromConfiguration(Exception error) => new StackTrace(error).GetFrames()
        .Any(frame => frame.GetMethod()?.DeclaringType?.Namespace?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true);

    private static string WithVariable(string reason) =>
        Key().Match(reason) is { Success: true } match ? $"{reason} (environment variable {VariableOf(match.Groups[1].Value)})" : reason;

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex Breaks();

    [GeneratedRegex("at '([^']+)' to type")]
    private static partial Regex Key();
}
