using Mosaic.Dashboard.Telemetry;
using static Mosaic.Tests.Dashboard.Telemetry.Samples;

namespace Mosaic.Tests.Dashboard.Telemetry;

public sealed class HistogramTests
{
    private static readonly MetricStream Durations = Stream(InstrumentType.Histogram, name: "duration");
    private static readonly IndexedCounts None = new(0, []);

    [Fact]
    public void Percentiles_ExplicitBuckets_LieWithinTheirBuckets()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 250, Explicit(50, 40, 10))]);

        var window = Assert.Single(metrics.Series(Durations.Instrument, Seconds(0, 1))!.Series).Window!;

        Assert.Equal(new HistogramSummary(100, 250, P50: 10, P90: 20, P99: 20), window);
    }

    [Fact]
    public void Percentiles_WindowAfterTheFirstReport_CountOnlyWhatCameInIt()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 500, Explicit(1000, 0, 0)), Point(2, 650, Explicit(1000, 10, 0))]);

        var series = metrics.Series(Durations.Instrument, Seconds(1, 2))!.Series[0];

        Assert.Equal(new HistogramSummary(10, 150, P50: 15, P90: 19, P99: 19.9), series.Window);
        Assert.Equal(10, Assert.Single(series.Points).Rate);
        Assert.Equal(series.Window, series.Points[0].Histogram);
    }

    [Fact]
    public void Percentiles_ProgramRestarts_CountOnFromZero()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 500, Explicit(1000, 0, 0)), Point(2, 30, Explicit(0, 2, 0), start: 1.5)]);

        Assert.Equal(2, metrics.Series(Durations.Instrument, Seconds(1, 2))!.Series[0].Window!.Count);
    }

    [Fact]
    public void Percentiles_Delta_CountEachReport()
    {
        var metrics = Store().Metrics;
        var stream = Stream(InstrumentType.Histogram, isDelta: true);
        metrics.Add(stream, [Point(1, 5, Explicit(1, 0, 0)), Point(2, 5, Explicit(1, 0, 0), start: 1)]);

        Assert.Equal(2, metrics.Series(stream.Instrument, Seconds(0, 2))!.Series[0].Window!.Count);
    }

    [Fact]
    public void Percentiles_TwoAttributeSets_AreOfBothTogether()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 5, Explicit(10, 0, 0), attributes: ("kind", "a")), Point(1, 15, Explicit(0, 10, 0), attributes: ("kind", "b"))]);

        Assert.Equal(new HistogramSummary(20, 20, P50: 10, P90: 18, P99: 19.8), Rounded(metrics.Series(Durations.Instrument, Seconds(0, 1))!.Total!.Window!));
    }

    [Fact]
    public void Percentiles_NothingMeasured_AreNone()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 5, Explicit(1, 0, 0)), Point(2, 5, Explicit(1, 0, 0))]);

        var series = metrics.Series(Durations.Instrument, Seconds(1, 2))!.Series[0];

        Assert.Null(series.Window);
        Assert.Equal(0, Assert.Single(series.Points).Rate);
    }

    [Fact]
    public void Percentiles_ExponentialBuckets_LieWithinTheirBuckets()
    {
        var metrics = Store().Metrics;
        // Scale 0: index i is above 2^i, up to 2^(i+1).
        metrics.Add(Durations, [Point(1, 0, new ExponentialBuckets(0, 10, 0, new IndexedCounts(2, [80, 0, 10]), None))]);

        var window = metrics.Series(Durations.Instrument, Seconds(0, 1))!.Series[0].Window!;

        Assert.Equal(100, window.Count);
        Assert.Equal(6, window.P50, 6);
        Assert.Equal(8, window.P90, 6);
        Assert.InRange(window.P99, 16, 32);
    }

    [Fact]
    public void Percentiles_NegativeValues_AreBelowZero()
    {
        var metrics = Store().Metrics;
        metrics.Add(Durations, [Point(1, 0, new ExponentialBuckets(0, 0, 0, None, new IndexedCounts(0, [10, 10])))]);

        var window = metrics.Series(Durations.Instrument, Seconds(0, 1))!.Series[0].Window!;

        Assert.Equal(-2, window.P50, 6);
        Assert.Equal(-1.2, window.P90, 6);
    }

    [Fact]
    public void Percentiles_ScaleBecomesCoarser_CountOnlyWhatCameInBetween()
    {
        var metrics = Store().Metrics;
        var fine = new ExponentialBuckets(1, 0, 0, new IndexedCounts(-3, [1, 2, 3, 4]), None);
        // The same at scale 0: indexes -3 and -2 (of -3..0) fall into -2 and -1, -1 into -1, 0 into 0.
        var coarse = new ExponentialBuckets(0, 0, 0, new IndexedCounts(-2, [1, 5, 4, 7]), None);
        metrics.Add(Durations, [Point(1, 0, fine), Point(2, 0, coarse)]);

        Assert.Equal(7, metrics.Series(Durations.Instrument, Seconds(1, 2))!.Series[0].Window!.Count);
        Assert.Equal(17, metrics.Series(Durations.Instrument, Seconds(0, 2))!.Series[0].Window!.Count);
    }

    private static ExplicitBuckets Explicit(params long[] counts) => new([10, 20], counts);

    private static HistogramSummary Rounded(HistogramSummary summary) =>
        summary with { P90 = Math.Round(summary.P90, 6), P99 = Math.Round(summary.P99, 6) };
}
