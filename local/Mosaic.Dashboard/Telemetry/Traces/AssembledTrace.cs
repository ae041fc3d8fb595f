namespace Mosaic.Dashboard.Telemetry;

/// <summary>The spans of one trace, and what its summary needs, kept up with each of them.</summary>
internal sealed class AssembledTrace(string traceId)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SpanData> _spans = [];
    private readonly List<Part> _parts = [];
    private SpanData? _first;
    private SpanData? _root;
    private DateTimeOffset _end;
    private int _errors;
    private long _bytes;
    private TraceSummary? _summary;

    internal string TraceId => traceId;

    internal int SpanCount
    {
        get
        {
            lock (_lock) return _spans.Count;
        }
    }

    /// <summary>What its spans take, as <see cref="TelemetrySize"/> estimates.</summary>
    internal long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    internal AddedSpan Add(SpanData span, int maxSpans)
    {
        lock (_lock)
        {
            if (_spans.ContainsKey(span.SpanId)) return AddedSpan.Repeated;
            if (_spans.Count >= maxSpans) return AddedSpan.Refused;
            _spans.Add(span.SpanId, span);
            _summary = null;
            _bytes += TelemetrySize.Of(span);
            if (_first is null || span.StartTime < _first.StartTime) _first = span;
            if (span.ParentSpanId is null && (_root is null || span.StartTime < _root.StartTime)) _root = span;
            if (span.EndTime > _end) _end = span.EndTime;
            var isError = span.Status == SpanStatus.Error;
            if (isError) _errors++;
            Count(span, isError);
            return AddedSpan.Kept;
        }
    }

    internal TraceSummary Summarize()
    {
        lock (_lock) return _summary ??= MakeSummary();
    }

    /// <returns>Summary and spans of the same moment.</returns>
    internal (TraceSummary Summary, SpanData[] Spans) Read()
    {
        lock (_lock) return (_summary ??= MakeSummary(), [.. _spans.Values]);
    }

    private void Count(SpanData span, bool isError)
    {
        var part = _parts.Find(part => part.Resource.Equals(span.Resource));
        if (part is null) _parts.Add(part = new Part { Resource = span.Resource, Start = span.StartTime });
        if (span.StartTime < part.Start) part.Start = span.StartTime;
        part.Spans++;
        if (isError) part.Errors++;
    }

    private TraceSummary MakeSummary()
    {
        var root = _root ?? _first!;
        return new TraceSummary(
            traceId,
            root.Name,
            root.Resource,
            _first!.StartTime,
            _end - _first.StartTime,
            _spans.Count,
            _errors,
            [.. _parts.OrderBy(static part => part.Start).Select(static part => new TraceParticipant(part.Resource, part.Spans, part.Errors))]);
    }

    private sealed class Part
    {
        internal required TelemetryResource Resource { get; init; }

        internal DateTimeOffset Start { get; set; }

        internal int Spans { get; set; }

        internal int Errors { get; set; }
    }
}
