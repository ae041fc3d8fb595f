namespace Mosaic.Dashboard.Telemetry;

/// <summary>One step of a series. What is not known or does not apply is null: a plot has a gap there.</summary>
/// <param name="Time">The end of the step.</param>
/// <param name="Value">Gauge, counter, up-down counter: the value at the end of the step. A counter's is the sum since its program began.</param>
/// <param name="Rate">Counter: the increase within the step, per second. Histogram: measurements per second.</param>
/// <param name="Histogram">Histogram: the distribution of what was measured within the step.</param>
public sealed record MetricPoint(DateTimeOffset Time, double? Value, double? Rate, HistogramSummary? Histogram);
