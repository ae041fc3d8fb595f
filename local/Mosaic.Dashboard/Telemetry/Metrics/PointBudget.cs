namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// Holds the points of all series to their bounds in number and age, the oldest first: one queue in the order of
/// arrival, so that each point costs the same, however many there are. Guarded by the lock of <see cref="MetricStore"/>.
/// </summary>
internal sealed class PointBudget(TelemetryLimits limits)
{
    private readonly Queue<Arrival> _arrivals = [];

    internal long Held { get; private set; }

    internal long Dropped { get; private set; }

    /// <summary>A point has been added to the series.</summary>
    /// <returns>The series that have no point left, to be removed.</returns>
    internal IEnumerable<PointSeries> Added(PointSeries series, DateTimeOffset now)
    {
        Held++;
        _arrivals.Enqueue(new Arrival(series, series.Oldest + series.Count - 1, now));
        if (series.Count > limits.MaxMetricsCount) Drop(series);

        while (_arrivals.TryPeek(out var oldest) && (IsGone(oldest) || IsDue(oldest, now)))
        {
            _arrivals.Dequeue();
            if (IsGone(oldest)) continue;
            Drop(oldest.Series);
            if (oldest.Series.Count == 0) yield return oldest.Series;
        }
    }

    /// <summary>The series is removed with what it holds.</summary>
    internal void Removed(PointSeries series)
    {
        while (series.Count > 0) Drop(series);
    }

    private void Drop(PointSeries series)
    {
        series.DropOldest();
        Held--;
        Dropped++;
    }

    private static bool IsGone(Arrival arrival) => arrival.Number < arrival.Series.Oldest;

    /// <summary>The queue's length counts, not the points': arrivals of points dropped since take room too.</summary>
    private bool IsDue(Arrival arrival, DateTimeOffset now) =>
        _arrivals.Count > limits.MaxMetricsTotalCount || now - arrival.Time > limits.MaxMetricsAge;

    private readonly record struct Arrival(PointSeries Series, long Number, DateTimeOffset Time);
}
