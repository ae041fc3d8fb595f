namespace Mosaic.Dashboard.Telemetry;

/// <summary>Orders the spans of a trace as a tree written top down.</summary>
internal static class TraceTree
{
    /// <param name="spans">All spans of one trace, in any order, each once.</param>
    internal static IReadOnlyList<TraceRow> Build(SpanData[] spans)
    {
        Array.Sort(spans, static (a, b) => a.StartTime != b.StartTime
            ? a.StartTime.CompareTo(b.StartTime)
            : string.CompareOrdinal(a.SpanId, b.SpanId));
        var ids = spans.Select(static span => span.SpanId).ToHashSet();
        var children = spans.Where(static span => span.ParentSpanId is not null).ToLookup(static span => span.ParentSpanId!);
        var rows = new List<TraceRow>(spans.Length);
        var seen = new HashSet<string>();

        foreach (var span in spans)
        {
            var isParentMissing = span.ParentSpanId is not null && !ids.Contains(span.ParentSpanId);
            if (span.ParentSpanId is null || isParentMissing) Write(span, isParentMissing);
        }

        // What is left hangs on itself in a circle, which no valid program sends; it is shown rather than lost.
        foreach (var span in spans) Write(span, isParentMissing: false);
        return rows;

        void Write(SpanData root, bool isParentMissing)
        {
            // Not recursive: a trace may be as deep as it has spans.
            var open = new Stack<TraceRow>();
            open.Push(Row(root, 0, isParentMissing));
            while (open.TryPop(out var row))
            {
                if (!seen.Add(row.Span.SpanId)) continue;
                rows.Add(row);
                foreach (var child in children[row.Span.SpanId].Reverse()) open.Push(Row(child, row.Depth + 1, false));
            }
        }

        TraceRow Row(SpanData span, int depth, bool isParentMissing) =>
            new(span, depth, children[span.SpanId].Count(), isParentMissing);
    }
}
