using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>Makes plots of a window of an instrument: a gauge's values, a counter's rate, a histogram's percentiles and rate.</summary>
internal static class PlotBuilder
{
    /// <summary>More curves than this nobody tells apart.</summary>
    public const int MaxLines = 20;

    private static readonly (string Label, Func<HistogramSummary, double> Value)[] Percentiles =
        [("p50", summary => summary.P50), ("p90", summary => summary.P90), ("p99", summary => summary.P99)];

    /// <param name="window">What the store knows.</param>
    /// <param name="split">A curve for each attribute set; otherwise one of all together, where they can be added up.</param>
    /// <param name="percentile">Which percentile of a histogram that is split: p50, p90 or p99.</param>
    public static IReadOnlyList<Plot> Build(MetricWindow window, bool split, string percentile)
    {
        var unit = window.Instrument.Unit;
        return window.Instrument.Type switch
        {
            InstrumentType.Counter => [Lines(window, split, "Rate", unit, MetricScale.OfRate, point => point.Rate)],
            InstrumentType.Histogram =>
            [
                split || window.Total is null
                    ? Lines(window, true, $"Percentile {percentile}", unit, MetricScale.Of, point => Percentile(point, percentile))
                    : PercentilesOf(window.Total, unit),
                Lines(window, split, "Measurements", "", MetricScale.OfRate, point => point.Rate),
            ],
            _ => [Lines(window, split, "Value", unit, MetricScale.Of, point => point.Value)],
        };
    }

    /// <returns>The attributes of a series as its name; its instance where it has none of its own.</returns>
    public static string Label(MetricSeries series, bool withInstance)
    {
        var attributes = string.Join(", ", series.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
        if (attributes.Length == 0) return series.Resource is { } only ? only.FullName : "total";
        return withInstance && series.Resource is { InstanceId.Length: > 0 } resource ? $"{attributes} ({resource.InstanceId})" : attributes;
    }

    private static Plot Lines(
        MetricWindow window, bool split, string title, string unit, Func<string, double, MetricScale> scaleOf, Func<MetricPoint, double?> value)
    {
        IReadOnlyList<MetricSeries> all = split || window.Total is null ? window.Series : [window.Total];
        var withInstance = window.Series.Select(series => series.Resource).Distinct().Count() > 1;
        var shown = all.Take(MaxLines).ToList();
        var scale = scaleOf(unit, Largest(shown.SelectMany(series => series.Points).Select(value)));
        return new Plot(
            title,
            scale.Unit,
            Times(shown),
            [.. shown.Select(series => new PlotLine(Label(series, withInstance), Scaled(series, value, scale)))],
            all.Count - shown.Count);
    }

    private static Plot PercentilesOf(MetricSeries total, string unit)
    {
        var scale = MetricScale.Of(unit, Largest(total.Points.Select(point => point.Histogram?.P99)));
        return new Plot(
            "Percentiles",
            scale.Unit,
            Times([total]),
            [.. Percentiles.Select(wanted => new PlotLine(wanted.Label, Scaled(total, point => Percentile(point, wanted.Label), scale)))],
            0);
    }

    private static double? Percentile(MetricPoint point, string label) =>
        point.Histogram is { Count: > 0 } summary ? Percentiles.First(known => known.Label == label).Value(summary) : null;

    private static IReadOnlyList<DateTimeOffset> Times(List<MetricSeries> series) => series.Count == 0 ? [] : [.. series[0].Points.Select(point => point.Time)];

    private static double?[] Scaled(MetricSeries series, Func<MetricPoint, double?> value, MetricScale scale) =>
        [.. series.Points.Select(point => value(point) is { } some && double.IsFinite(some) ? some * scale.Factor : (double?)null)];

    private static double Largest(IEnumerable<double?> values) =>
        values.Select(value => value is { } some && double.IsFinite(some) ? Math.Abs(some) : 0).DefaultIfEmpty().Max();
}
