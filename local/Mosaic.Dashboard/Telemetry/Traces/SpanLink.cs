namespace Mosaic.Dashboard.Telemetry;

/// <summary>A span's link to another, of the same or another trace. Ids are lower-case hexadecimal.</summary>
public sealed record SpanLink(string TraceId, string SpanId, IReadOnlyList<TelemetryAttribute> Attributes);
