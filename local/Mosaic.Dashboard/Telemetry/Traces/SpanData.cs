namespace Mosaic.Dashboard.Telemetry;

/// <summary>One span, as it was received.</summary>
/// <param name="TraceId">32 lower-case hexadecimal digits.</param>
/// <param name="SpanId">16 lower-case hexadecimal digits.</param>
/// <param name="ParentSpanId">The parent's, or null for a root.</param>
/// <param name="Resource">The program it ran in.</param>
/// <param name="Scope">The name of the activity source that made it.</param>
/// <param name="Name">What the program calls it.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="StartTime">When it began, by the clock of its program.</param>
/// <param name="Duration">How long it took; never negative.</param>
/// <param name="Status">How it ended.</param>
/// <param name="StatusMessage">What the program says of an error; mostly empty.</param>
/// <param name="Attributes">In the order they came.</param>
/// <param name="Events">In the order they came.</param>
/// <param name="Links">To spans that are not its parent.</param>
public sealed record SpanData(
    string TraceId,
    string SpanId,
    string? ParentSpanId,
    TelemetryResource Resource,
    string Scope,
    string Name,
    SpanKind Kind,
    DateTimeOffset StartTime,
    TimeSpan Duration,
    SpanStatus Status,
    string StatusMessage,
    IReadOnlyList<TelemetryAttribute> Attributes,
    IReadOnlyList<SpanEvent> Events,
    IReadOnlyList<SpanLink> Links)
{
    public DateTimeOffset EndTime => StartTime + Duration;
}
