namespace Mosaic.Dashboard.Telemetry;

/// <summary>One line of a trace's waterfall.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">0 for a root, 1 for its children and so on.</param>
/// <param name="ChildCount">How many direct children have been received.</param>
/// <param name="IsParentMissing">Whether it names a parent that has not been received; it then stands as a root.</param>
public sealed record TraceRow(SpanData Span, int Depth, int ChildCount, bool IsParentMissing);
