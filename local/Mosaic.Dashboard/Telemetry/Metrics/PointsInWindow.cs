namespace Mosaic.Dashboard.Telemetry;

/// <summary>A copy of what one series says of a window.</summary>
/// <param name="Resource">The instance.</param>
/// <param name="Attributes">The attribute set.</param>
/// <param name="Points">In order of time.</param>
/// <param name="Lasting">For how long after its last report a value is taken as still true.</param>
/// <param name="Exemplars">The latest measurements with their traces.</param>
internal sealed record PointsInWindow(
    TelemetryResource Resource,
    IReadOnlyList<TelemetryAttribute> Attributes,
    IReadOnlyList<StoredPoint> Points,
    TimeSpan Lasting,
    IReadOnlyList<MetricExemplar> Exemplars)
{
    /// <summary>A program's report may be a little late; one that misses two has stopped.</summary>
    private const int MissedReports = 2;

    internal static PointsInWindow Of(PointSeries series, MetricQuery query)
    {
        var lasting = series.Interval * MissedReports > query.Step ? series.Interval * MissedReports : query.Step;
        return new PointsInWindow(
            series.Resource, series.Attributes, series.Read(query.From - lasting, query.To), lasting, series.ReadExemplars());
    }
}
