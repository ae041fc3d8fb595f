namespace Mosaic.Dashboard.Telemetry;

/// <summary>The traces, assembled from spans in whatever order they arrive. Safe to use from any thread.</summary>
/// <remarks>
/// The store's lock covers finding, adding and dropping traces, each of constant cost; a trace's own lock covers its
/// spans. A reader copies references under the first and makes summaries under the second, one trace at a time.
/// </remarks>
internal sealed class TraceStore(TelemetryLimits limits, ChangeSignal changed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AssembledTrace> _traces = [];
    private readonly Queue<AssembledTrace> _order = [];
    private long _spanCount;
    private long _bytes;
    private long _dropped;
    private long _rejected;

    /// <summary>Traces held and dropped; spans rejected.</summary>
    public StoreCounts Counts
    {
        get
        {
            lock (_lock) return new StoreCounts(_traces.Count, _dropped, limits.MaxTraceCount, _rejected);
        }
    }

    /// <summary>Spans held now, over all traces.</summary>
    public long SpanCount
    {
        get
        {
            lock (_lock) return _spanCount;
        }
    }

    /// <returns>Those that match, the newest first, as they are now.</returns>
    public IReadOnlyList<TraceSummary> List(TraceQuery query)
    {
        AssembledTrace[] traces;
        lock (_lock) traces = [.. _order];
        return [.. traces.Select(static trace => trace.Summarize())
            .Where(query.Matches)
            .OrderByDescending(static summary => summary.StartTime)
            .Take(query.Limit)];
    }

    /// <returns>The trace as it is now, or null when it is not held.</returns>
    public TraceData? Get(string traceId)
    {
        AssembledTrace? trace;
        lock (_lock) trace = _traces.GetValueOrDefault(traceId);
        if (trace is null) return null;
        var (summary, spans) = trace.Read();
        return new TraceData(summary, TraceTree.Build(spans));
    }

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => changed.Subscribe(onChange);

    /// <summary>Takes spans in; one that is held already, sent again by its program, is left as it is.</summary>
    /// <param name="spans">Of any traces, in any order.</param>
    /// <param name="invalid">Spans that came with them and are not valid; only counted.</param>
    /// <returns>How many were not kept, because their trace holds as many as it may.</returns>
    internal int Add(IReadOnlyList<SpanData> spans, int invalid = 0)
    {
        var refused = 0;
        lock (_lock)
        {
            foreach (var span in spans)
            {
                if (!_traces.TryGetValue(span.TraceId, out var trace)) trace = Begin(span.TraceId);
                switch (trace.Add(span, Math.Min(limits.MaxSpansPerTrace, limits.MaxSpanCount)))
                {
                    case AddedSpan.Kept:
                        _spanCount++;
                        _bytes += TelemetrySize.Of(span);
                        break;
                    case AddedSpan.Refused:
                        refused++;
                        break;
                }

                while (IsFull) DropOldest();
            }

            _rejected += refused + invalid;
        }

        changed.Raise();
        return refused;
    }

    private bool IsFull =>
        _traces.Count > limits.MaxTraceCount || _spanCount > limits.MaxSpanCount || _bytes > limits.MaxTraceBytes;

    private AssembledTrace Begin(string traceId)
    {
        var trace = new AssembledTrace(traceId);
        _traces.Add(traceId, trace);
        _order.Enqueue(trace);
        return trace;
    }

    private void DropOldest()
    {
        var oldest = _order.Dequeue();
        _traces.Remove(oldest.TraceId);
        _spanCount -= oldest.SpanCount;
        _bytes -= oldest.Bytes;
        _dropped++;
    }
}
