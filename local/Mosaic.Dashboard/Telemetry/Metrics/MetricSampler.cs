namespace Mosaic.Dashboard.Telemetry;

/// <summary>Makes of points, taken whenever their programs took them, one value for each step of a window.</summary>
internal static class MetricSampler
{
    internal static MetricWindow Sample(Instrument instrument, IReadOnlyList<PointsInWindow> series, MetricQuery query)
    {
        var total = instrument.Type == InstrumentType.Gauge || series.Count == 0 ? null : new StepTotals(query);
        var sampled = series.Select(one => Sample(instrument, one, query, total)).ToList();
        return new MetricWindow(instrument, sampled, total?.ToSeries(instrument.Type));
    }

    private static MetricSeries Sample(Instrument instrument, PointsInWindow series, MetricQuery query, StepTotals? total)
    {
        var own = new StepTotals(query);
        foreach (var point in series.Points) own.AddGrowth(point, total);
        if (instrument.Type != InstrumentType.Histogram) AddValues(series, own, total);
        own.Close(total);
        return own.ToSeries(instrument.Type) with { Resource = series.Resource, Attributes = series.Attributes, Exemplars = series.Exemplars };
    }

    /// <summary>At the end of each step stands the latest value before, as long as it lasts.</summary>
    private static void AddValues(PointsInWindow series, StepTotals own, StepTotals? total)
    {
        var next = 0;
        for (var step = 0; step < own.Count; step++)
        {
            var end = own.EndOf(step);
            while (next < series.Points.Count && series.Points[next].Time <= end) next++;
            if (next == 0 || series.Points[next - 1] is var point && point.LastTime + series.Lasting < end) continue;
            if (!double.IsFinite(point.Value)) continue;
            own.AddValue(step, point.Value);
            total?.AddValue(step, point.Value);
        }
    }
}
