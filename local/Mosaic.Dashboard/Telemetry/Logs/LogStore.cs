namespace Mosaic.Dashboard.Telemetry;

/// <summary>The log entries. Safe to use from any thread.</summary>
internal sealed class LogStore
{
    /// <summary>Entries held and dropped.</summary>
    public StoreCounts Counts => throw new NotSupportedException();

    /// <returns>Those that match, in the order they arrived.</returns>
    public IReadOnlyList<LogEntry> List(LogQuery query) => throw new NotSupportedException();

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => throw new NotSupportedException();
}
