namespace Mosaic.Dashboard.Telemetry;

/// <summary>An instrument and its series. Guarded by the lock of <see cref="MetricStore"/>.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    internal Instrument Instrument => instrument;

    internal Dictionary<SeriesKey, PointSeries> Series { get; } = [];

    /// <returns>Each attribute key with the values the series have, sorted; an empty value where a series lacks the key.</returns>
    internal IReadOnlyList<InstrumentDimension> Dimensions()
    {
        var keys = Series.Values.SelectMany(static series => series.Attributes).Select(static attribute => attribute.Key);
        return [.. keys.Distinct().Order(StringComparer.Ordinal).Select(Dimension)];
    }

    /// <returns>The series a query means.</returns>
    internal IEnumerable<PointSeries> Matching(MetricQuery query) => Series.Values.Where(series =>
        (query.InstanceId is null || series.Resource.InstanceId == query.InstanceId)
        && query.Filters.All(filter => filter.Value.Contains(series.Attributes.Find(filter.Key) ?? string.Empty)));

    private InstrumentDimension Dimension(string key) => new(key,
        [.. Series.Values.Select(series => series.Attributes.Find(key) ?? string.Empty).Distinct().Order(StringComparer.Ordinal)]);
}
