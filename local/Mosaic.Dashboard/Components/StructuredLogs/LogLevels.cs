using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.StructuredLogs;

internal static class LogLevels
{
    /// <summary>The choices of the filter.</summary>
    public static IReadOnlyList<(string Value, string Text)> Options { get; } =
    [
        ("", "All levels"),
        .. Enum.GetValues<LogSeverity>().Where(level => level > LogSeverity.Trace).Select(level => (level.ToString(), level == LogSeverity.Critical ? "Critical" : $"{level} and above")),
    ];

    /// <returns>How a state of that kind looks.</returns>
    public static string? Look(LogSeverity severity) => severity switch
    {
        LogSeverity.Critical or LogSeverity.Error => "error",
        LogSeverity.Warning => "warn",
        LogSeverity.Information => "info",
        _ => null,
    };

    /// <returns>The level's name; what the program calls it where it has none.</returns>
    public static string Name(LogEntry entry) => entry.Severity == LogSeverity.Unspecified
        ? entry.SeverityText.Length == 0 ? "None" : entry.SeverityText
        : entry.Severity.ToString();
}
