namespace Mosaic.Dashboard.Telemetry;

/// <summary>The log entries. Safe to use from any thread.</summary>
internal sealed class LogStore(TelemetryLimits limits, ChangeSignal changed)
{
    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _entries = [];
    private long _lastSequence;
    private long _bytes;
    private long _dropped;

    /// <summary>Entries held and dropped.</summary>
    public StoreCounts Counts
    {
        get
        {
            lock (_lock) return new StoreCounts(_entries.Count, _dropped, limits.MaxLogCount, 0);
        }
    }

    /// <returns>Those that match, in the order they arrived.</returns>
    public IReadOnlyList<LogEntry> List(LogQuery query)
    {
        // Copying references is all that is done under the lock; matching text is not.
        LogEntry[] entries;
        lock (_lock) entries = [.. _entries];

        var found = new List<LogEntry>();
        for (var i = entries.Length - 1; i >= 0 && found.Count < query.Limit && entries[i].Sequence > query.After; i--)
        {
            if (query.Matches(entries[i])) found.Add(entries[i]);
        }

        found.Reverse();
        return found;
    }

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => changed.Subscribe(onChange);

    /// <summary>Takes entries in, in this order, and gives them their <see cref="LogEntry.Sequence"/>.</summary>
    internal void Add(IReadOnlyList<LogEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                // Numbered here: a reader that follows must never see a number before a lower one.
                _entries.Enqueue(entry with { Sequence = ++_lastSequence });
                _bytes += TelemetrySize.Of(entry);
                while (_entries.Count > limits.MaxLogCount || _bytes > limits.MaxLogBytes)
                {
                    _bytes -= TelemetrySize.Of(_entries.Dequeue());
                    _dropped++;
                }
            }
        }

        changed.Raise();
    }
}
