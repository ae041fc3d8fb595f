namespace Mosaic.Dashboard.Telemetry;

/// <summary>The traces, assembled from spans in whatever order they arrive. Safe to use from any thread.</summary>
internal sealed class TraceStore
{
    /// <summary>Traces held and dropped.</summary>
    public StoreCounts Counts => throw new NotSupportedException();

    /// <returns>Those that match, the newest first, as they are now.</returns>
    public IReadOnlyList<TraceSummary> List(TraceQuery query) => throw new NotSupportedException();

    /// <returns>The trace as it is now, or null when it is not held.</returns>
    public TraceData? Get(string traceId) => throw new NotSupportedException();

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => throw new NotSupportedException();
}
