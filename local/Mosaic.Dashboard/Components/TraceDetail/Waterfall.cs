using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.TraceDetail;

/// <summary>Where the spans of a trace stand in its picture.</summary>
internal static class Waterfall
{
    /// <summary>Even the shortest span can be seen, as a share of the picture's width.</summary>
    private const double LeastWidth = 0.002;

    /// <param name="rows">All rows, a parent before its children.</param>
    /// <param name="collapsed">The ids of the spans whose descendants are out of sight.</param>
    /// <returns>The rows in sight.</returns>
    public static TraceRow[] Visible(IReadOnlyList<TraceRow> rows, IReadOnlySet<string> collapsed)
    {
        var visible = new List<TraceRow>(rows.Count);
        var hiddenBelow = int.MaxValue;
        foreach (var row in rows)
        {
            if (row.Depth > hiddenBelow) continue;
            hiddenBelow = row.ChildCount > 0 && collapsed.Contains(row.Span.SpanId) ? row.Depth : int.MaxValue;
            visible.Add(row);
        }

        return [.. visible];
    }

    /// <returns>Where the span's bar begins and how wide it is, as shares of the picture's width; always within it.</returns>
    public static (double Start, double Width) Bar(TraceSummary trace, SpanData span)
    {
        var start = Share(trace, span.StartTime);
        var end = Share(trace, span.EndTime);
        var width = Math.Max(end - start, LeastWidth);
        return (Math.Min(start, 1 - width), width);
    }

    /// <returns>Where a moment stands, from 0 to 1; 0 in a trace without duration.</returns>
    public static double Share(TraceSummary trace, DateTimeOffset time) =>
        trace.Duration <= TimeSpan.Zero ? 0 : Math.Clamp((time - trace.StartTime) / trace.Duration, 0, 1);

    /// <returns>The row of the parent among the visible ones, or -1.</returns>
    public static int Parent(TraceRow[] visible, int index)
    {
        for (var i = index - 1; i >= 0; i--)
        {
            if (visible[i].Depth < visible[index].Depth) return i;
        }

        return -1;
    }
}
