namespace Mosaic.Dashboard.Telemetry;

/// <summary>One structured log entry.</summary>
/// <param name="Sequence">Its number in the order of arrival, from 1; never used twice.</param>
/// <param name="Time">When it was written, by the clock of its program; when it was seen where the program gives no time.</param>
/// <param name="Severity">The level.</param>
/// <param name="SeverityText">What the program calls the level; empty when it does not say.</param>
/// <param name="Resource">The program that wrote it.</param>
/// <param name="Scope">The logger's category.</param>
/// <param name="Message">The text, formatted.</param>
/// <param name="Attributes">The message's parameters and scopes.</param>
/// <param name="TraceId">The trace it was written in, 32 lower-case hexadecimal digits, or null.</param>
/// <param name="SpanId">The span it was written in, 16 digits, or null.</param>
/// <param name="Exception"><c>exception.stacktrace</c>, or what is known of it; null when there was none.</param>
public sealed record LogEntry(
    long Sequence,
    DateTimeOffset Time,
    LogSeverity Severity,
    string SeverityText,
    TelemetryResource Resource,
    string Scope,
    string Message,
    IReadOnlyList<TelemetryAttribute> Attributes,
    string? TraceId,
    string? SpanId,
    string? Exception);
