namespace Mosaic.Dashboard.Telemetry;

/// <summary>A whole trace, as far as it has been received.</summary>
/// <param name="Summary">The line of the list.</param>
/// <param name="Rows">Its spans as a tree written top down: a parent before its children, siblings in the order they began.</param>
public sealed record TraceData(TraceSummary Summary, IReadOnlyList<TraceRow> Rows);
