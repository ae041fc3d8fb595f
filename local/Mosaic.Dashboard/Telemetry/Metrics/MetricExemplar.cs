namespace Mosaic.Dashboard.Telemetry;

/// <summary>One measurement of a series and the trace it was made in. Ids are lower-case hexadecimal.</summary>
public sealed record MetricExemplar(DateTimeOffset Time, double Value, string TraceId, string SpanId);
