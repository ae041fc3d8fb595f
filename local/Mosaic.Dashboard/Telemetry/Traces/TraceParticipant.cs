namespace Mosaic.Dashboard.Telemetry;

/// <summary>One program's part in a trace.</summary>
public sealed record TraceParticipant(TelemetryResource Resource, int SpanCount, int ErrorCount);
