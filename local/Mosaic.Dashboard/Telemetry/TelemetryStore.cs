using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Telemetry;

/// <summary>All telemetry the dashboard holds, in memory and bounded by <see cref="TelemetryLimits"/>. A singleton.</summary>
internal sealed class TelemetryStore(IOptions<TelemetryLimits> limits, TimeProvider time, ILogger<TelemetryStore> logger)
{
    public ResourceStore Resources { get; } = new(limits.Value, new ChangeSignal(logger));

    public TraceStore Traces { get; } = new(limits.Value, new ChangeSignal(logger));

    public LogStore Logs { get; } = new(limits.Value, new ChangeSignal(logger));

    public MetricStore Metrics { get; } = new(limits.Value, time, new ChangeSignal(logger));
}
