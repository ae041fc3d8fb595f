namespace Mosaic.Dashboard.Telemetry;

/// <summary>The points of one attribute set of one instance.</summary>
/// <param name="Resource">The instance; null in a total.</param>
/// <param name="Attributes">The attribute set, sorted by key; empty in a total.</param>
/// <param name="Points">One for each step of the query, in order of time.</param>
/// <param name="Window">For a histogram: the distribution over the whole window; otherwise null.</param>
/// <param name="Exemplars">The latest measurements with their traces, newest last.</param>
public sealed record MetricSeries(
    TelemetryResource? Resource,
    IReadOnlyList<TelemetryAttribute> Attributes,
    IReadOnlyList<MetricPoint> Points,
    HistogramSummary? Window,
    IReadOnlyList<MetricExemplar> Exemplars);
