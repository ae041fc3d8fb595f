using Microsoft.Extensions.Time.Testing;
using Mosaic.Dashboard.Telemetry;
using static Mosaic.Tests.Dashboard.Telemetry.Samples;

namespace Mosaic.Tests.Dashboard.Telemetry;

public sealed class MetricStoreTests
{
    private static readonly MetricStream Gauge = Stream(InstrumentType.Gauge, name: "level");
    private static readonly MetricStream Counter = Stream(InstrumentType.Counter);

    [Fact]
    public void Gauge_Changes_HasEachValueUntilTheNext()
    {
        var metrics = Store().Metrics;
        metrics.Add(Gauge, [Point(1, 10), Point(3, 20)]);

        var window = metrics.Series(Gauge.Instrument, Seconds(0, 4))!;

        Assert.Equal([10, 10, 20, 20], Assert.Single(window.Series).Points.Select(p => p.Value));
        Assert.All(window.Series[0].Points, point => Assert.Null(point.Rate));
        Assert.Null(window.Total);
    }

    [Fact]
    public void Gauge_ProgramStops_HasAGapAfterTwoMissedReports()
    {
        var metrics = Store().Metrics;
        metrics.Add(Gauge, [Point(1, 7), Point(2, 7), Point(3, 7)]);

        var points = metrics.Series(Gauge.Instrument, Seconds(0, 8))!.Series[0].Points;

        Assert.Equal([7, 7, 7, 7, 7, null, null, null], points.Select(p => p.Value));
    }

    [Fact]
    public void Counter_Cumulative_HasValueAndRate()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(2, 10), Point(4, 10), Point(6, 40)]);

        var points = metrics.Series(Counter.Instrument, Seconds(0, 6, step: 2))!.Series[0].Points;

        Assert.Equal([10, 10, 40], points.Select(p => p.Value));
        Assert.Equal([5, 0, 15], points.Select(p => p.Rate));
    }

    [Fact]
    public void Counter_ReportsRarerThanSteps_SpreadsItsRate()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(0, 0), Point(10, 50)]);

        var points = metrics.Series(Counter.Instrument, Seconds(0, 12))!.Series[0].Points;

        Assert.All(points.Take(10), point => Assert.Equal(5, point.Rate!.Value, 6));
        // Nothing is known yet of the newest steps; a zero there would be a lie.
        Assert.All(points.Skip(10), point => Assert.Null(point.Rate));
    }

    [Fact]
    public void Counter_ProgramRestarts_CountsOnFromZero()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(1, 100), Point(2, 110), Point(3, 4, start: 2.5), Point(4, 6, start: 2.5)]);

        var points = metrics.Series(Counter.Instrument, Seconds(1, 4))!.Series[0].Points;

        Assert.Equal([10, 4, 2], points.Select(p => p.Rate));
    }

    [Fact]
    public void Counter_BeganBeforeTheDashboard_CountsFromItsFirstReport()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(1, 1_000_000, start: -3600), Point(2, 1_000_003, start: -3600)]);

        var points = metrics.Series(Counter.Instrument, Seconds(0, 2))!.Series[0].Points;

        Assert.Equal([null, 3], points.Select(p => p.Rate));
        Assert.Equal([1_000_000, 1_000_003], points.Select(p => p.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Counter_DeltaOrCumulative_HasTheSameRate(bool isDelta)
    {
        var metrics = Store().Metrics;
        var stream = Stream(InstrumentType.Counter, isDelta);
        metrics.Add(stream, isDelta
            ? [Point(1, 5, start: 0), Point(2, 5, start: 1), Point(3, 1, start: 2)]
            : [Point(1, 5), Point(2, 10), Point(3, 11)]);

        var points = metrics.Series(stream.Instrument, Seconds(0, 3))!.Series[0].Points;

        Assert.Equal([5, 5, 1], points.Select(p => p.Rate));
        Assert.Equal([5, 10, 11], points.Select(p => p.Value));
    }

    [Fact]
    public void UpDownCounter_Falls_HasItsValueAndNoRate()
    {
        var metrics = Store().Metrics;
        var stream = Stream(InstrumentType.UpDownCounter);
        metrics.Add(stream, [Point(1, 5), Point(2, 2)]);

        var window = metrics.Series(stream.Instrument, Seconds(0, 2))!;

        Assert.Equal([5, 2], window.Total!.Points.Select(p => p.Value));
        Assert.All(window.Total.Points, point => Assert.Null(point.Rate));
    }

    [Fact]
    public void Total_TwoAttributeSetsAndInstances_AddsThemUp()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(1, 1, attributes: ("kind", "a")), Point(1, 10, attributes: ("kind", "b"))]);
        metrics.Add(Stream(InstrumentType.Counter, resource: Resource("shop", "2")), [Point(1, 100, attributes: ("kind", "a"))]);

        Assert.Equal(111, Read([]).Total!.Points[0].Value);
        Assert.Equal(101, Read(new() { ["kind"] = new HashSet<string> { "a" } }).Total!.Points[0].Value);
        Assert.Null(Read(new() { ["other"] = new HashSet<string> { "a" } }).Total);
        Assert.Equal(3, Read(new() { ["other"] = new HashSet<string> { "" } }).Series.Count);
        Assert.Equal(100, metrics.Series(Counter.Instrument, Seconds(0, 1) with { InstanceId = "2" })!.Total!.Points[0].Rate);

        MetricWindow Read(Dictionary<string, IReadOnlySet<string>> filters) =>
            metrics.Series(Counter.Instrument, Seconds(0, 1) with { Filters = filters })!;
    }

    [Fact]
    public void Dimensions_SetsWithAndWithoutAKey_NamesBoth()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(1, 1, attributes: [("code", "200"), ("kind", "b")]), Point(1, 1, attributes: ("kind", "a"))]);

        var dimensions = metrics.Dimensions(Counter.Instrument);

        Assert.Equal(["code", "kind"], dimensions.Select(d => d.Key));
        Assert.Equal(["", "200"], dimensions[0].Values);
        Assert.Equal(["a", "b"], dimensions[1].Values);
    }

    [Fact]
    public void Point_RepeatedOrTooLate_IsNotAddedAgain()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(2, 5)]);

        var tooLate = metrics.Add(Counter, [Point(2, 5), Point(1, 3)]);

        Assert.Equal(1, tooLate);
        Assert.Equal((1, 1), (metrics.Counts.Held, metrics.Counts.Rejected));
    }

    [Fact]
    public void Points_WithoutNews_AreFoldedForAMinute()
    {
        var metrics = Store().Metrics;

        for (var second = 1; second <= 120; second++) metrics.Add(Gauge, [Point(second, 3)]);

        Assert.Equal(2, metrics.Counts.Held);
        Assert.All(metrics.Series(Gauge.Instrument, Seconds(0, 120))!.Series[0].Points, point => Assert.Equal(3, point.Value));
    }

    [Fact]
    public void Series_MorePointsThanItsLimit_DropsTheOldest()
    {
        var metrics = Store(limits => limits.MaxMetricsCount = 3).Metrics;

        for (var second = 1; second <= 5; second++) metrics.Add(Gauge, [Point(second, second)]);

        Assert.Equal((3, 2), (metrics.Counts.Held, metrics.Counts.Dropped));
        Assert.Equal([null, null, 3, 4, 5], metrics.Series(Gauge.Instrument, Seconds(0, 5))!.Series[0].Points.Select(p => p.Value));
    }

    [Fact]
    public void Store_MorePointsThanTheLimit_DropsTheOldestOfAll()
    {
        var metrics = Store(limits => limits.MaxMetricsTotalCount = 4).Metrics;
        metrics.Add(Gauge, [Point(1, 1), Point(2, 2)]);

        metrics.Add(Counter, [.. Enumerable.Range(1, 4).Select(i => Point(i, i))]);

        Assert.Equal((4, 2), (metrics.Counts.Held, metrics.Counts.Dropped));
        Assert.Equal([Counter.Instrument], metrics.Instruments(null));
    }

    [Fact]
    public void Store_PointsOlderThanTheLimit_AreDropped()
    {
        var time = new FakeTimeProvider(Noon);
        var metrics = Store(limits => limits.MaxMetricsAge = TimeSpan.FromMinutes(10), time).Metrics;
        metrics.Add(Gauge, [Point(0, 1)]);
        time.Advance(TimeSpan.FromMinutes(11));

        metrics.Add(Counter, [Point(660, 1)]);

        Assert.Equal([Counter.Instrument], metrics.Instruments("shop"));
        Assert.Equal((1, 1), (metrics.Counts.Held, metrics.Counts.Dropped));
    }

    [Fact]
    public void Store_MoreAttributeSetsThanTheLimit_DropsTheLongestUnused()
    {
        var metrics = Store(limits => limits.MaxSeriesCount = 2).Metrics;
        metrics.Add(Counter, [Point(1, 1, attributes: ("id", "a")), Point(1, 1, attributes: ("id", "b")), Point(2, 2, attributes: ("id", "a"))]);

        metrics.Add(Counter, [Point(3, 1, attributes: ("id", "c"))]);

        Assert.Equal(["a", "c"], Assert.Single(metrics.Dimensions(Counter.Instrument)).Values);
        Assert.Equal((3, 1), (metrics.Counts.Held, metrics.Counts.Dropped));
    }

    [Fact]
    public void Instrument_ChangesItsType_StartsAnew()
    {
        var metrics = Store().Metrics;
        metrics.Add(Counter, [Point(1, 1)]);

        metrics.Add(Stream(InstrumentType.Gauge), [Point(2, 5)]);

        Assert.Equal(InstrumentType.Gauge, Assert.Single(metrics.Instruments(null)).Type);
        Assert.Equal(1, metrics.Counts.Held);
    }

    [Fact]
    public void Series_UnknownInstrumentOrEndlessWindow_IsNotAnswered()
    {
        var metrics = Store().Metrics;

        Assert.Null(metrics.Series(Counter.Instrument, Seconds(0, 1)));
        Assert.Empty(metrics.Dimensions(Counter.Instrument));
        Assert.Throws<ArgumentException>(() => metrics.Series(Counter.Instrument, Seconds(0, 1, step: 0.0001)));
        Assert.Throws<ArgumentException>(() => metrics.Series(Counter.Instrument, Seconds(1, 1)));
    }
}
