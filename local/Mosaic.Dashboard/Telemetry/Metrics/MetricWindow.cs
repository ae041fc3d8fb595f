namespace Mosaic.Dashboard.Telemetry;

/// <summary>An instrument over a window of time.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Series">One for each attribute set and instance.</param>
/// <param name="Total">All series together; null for a gauge, whose values cannot be added up, and when there is no series.</param>
public sealed record MetricWindow(Instrument Instrument, IReadOnlyList<MetricSeries> Series, MetricSeries? Total);
