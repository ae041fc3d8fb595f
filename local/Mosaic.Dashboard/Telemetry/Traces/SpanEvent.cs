namespace Mosaic.Dashboard.Telemetry;

/// <summary>Something that happened within a span, an exception for one (<c>exception</c>, with <c>exception.message</c> and the like).</summary>
public sealed record SpanEvent(DateTimeOffset Time, string Name, IReadOnlyList<TelemetryAttribute> Attributes);
