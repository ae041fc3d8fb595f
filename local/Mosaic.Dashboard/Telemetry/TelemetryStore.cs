namespace Mosaic.Dashboard.Telemetry;

/// <summary>All telemetry the dashboard holds, in memory and bounded by <see cref="TelemetryLimits"/>. A singleton.</summary>
internal sealed class TelemetryStore
{
    public ResourceStore Resources { get; } = new();

    public TraceStore Traces { get; } = new();

    public LogStore Logs { get; } = new();

    public MetricStore Metrics { get; } = new();
}
