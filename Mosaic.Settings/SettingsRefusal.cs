using Microsoft.Extensions.Options;

namespace Mosaic.Settings;

/// <summary>The exceptions that a host with bad settings ends with.</summary>
public static class SettingsRefusal
{
    /// <summary>What is wrong with the settings, one sentence each; empty when the exception is about something else.</summary>
    public static IReadOnlyList<string> FailuresOf(Exception error) => error switch
    {
        OptionsValidationException refused => [.. refused.Failures],

        // The host's way to refuse the options of several sections.
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. several.InnerExceptions.SelectMany(FailuresOf)],
        _ => [],
    };
}
