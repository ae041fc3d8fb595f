using Mosaic.Dashboard.Components.Metrics;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Components;

public class PlotTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);
    private static readonly TelemetryResource Resource = new("service", "one", []);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(60)]
    public void Window_OfMinutes_EndsAtAWholeStepWithinTheLastOne(int minutes)
    {
        var query = PlotWindow.Of(minutes, Now);

        Assert.Equal(TimeSpan.FromMinutes(minutes), query.To - query.From);
        Assert.Equal(0, query.To.UtcTicks % query.Step.Ticks);
        Assert.InRange(Now - query.To, TimeSpan.Zero, query.Step);
        Assert.InRange((query.To - query.From) / query.Step, 20, 120);
        Assert.Equal(query.To, PlotWindow.Of(minutes, query.To).To);
    }

    [Theory]
    [InlineData("s", 0.0002, 1e6, "µs")]
    [InlineData("s", 0.25, 1e3, "ms")]
    [InlineData("s", 12, 1, "s")]
    [InlineData("s", 0, 1, "s")]
    [InlineData("By", 3_000_000, 1 / 1048576.0, "MiB")]
    [InlineData("{message}", 5, 1, "message")]
    [InlineData("1", 5, 1, "")]
    public void Scale_OfAUnit_KeepsTheNumbersShort(string unit, double largest, double factor, string expected)
    {
        var scale = MetricScale.Of(unit, largest);

        Assert.Equal(factor, scale.Factor, 12);
        Assert.Equal(expected, scale.Unit);
    }

    [Theory]
    [InlineData("{request}", "request/s")]
    [InlineData("1", "per second")]
    [InlineData("By", "KiB/s")]
    public void Scale_OfARate_IsPerSecond(string unit, string expected) => Assert.Equal(expected, MetricScale.OfRate(unit, 2048).Unit);

    [Fact]
    public void Counter_TakenTogether_IsOneCurveOfTheTotalsRate()
    {
        var plot = Assert.Single(PlotBuilder.Build(Window(InstrumentType.Counter, "{request}"), split: false, "p99"));

        Assert.Equal("Rate, request/s", plot.Heading);
        Assert.Equal([30, null], Assert.Single(plot.Lines).Values);
    }

    [Fact]
    public void Counter_Split_IsACurveForEachAttributeSet()
    {
        var plot = Assert.Single(PlotBuilder.Build(Window(InstrumentType.Counter, "1"), split: true, "p99"));

        Assert.Equal(["route=/a", "route=/b"], plot.Lines.Select(line => line.Label));
        Assert.Equal([10, null], plot.Lines[0].Values);
    }

    [Fact]
    public void Histogram_TakenTogether_IsPercentilesInOneUnitAndARate()
    {
        var plots = PlotBuilder.Build(Window(InstrumentType.Histogram, "s"), split: false, "p99");

        Assert.Equal(["Percentiles, ms", "Measurements, per second"], plots.Select(plot => plot.Heading));
        Assert.Equal(["p50", "p90", "p99"], plots[0].Lines.Select(line => line.Label));
        Assert.Equal([500.0, null], plots[0].Lines[2].Values);
    }

    [Fact]
    public void Histogram_Split_IsTheChosenPercentileOfEach()
    {
        var plots = PlotBuilder.Build(Window(InstrumentType.Histogram, "s"), split: true, "p50");

        Assert.Equal("Percentile p50, ms", plots[0].Heading);
        Assert.Equal([100.0, null], plots[0].Lines[1].Values);
    }

    [Fact]
    public void Series_MoreThanCanBeToldApart_AreLeftOutAndCounted()
    {
        var series = Enumerable.Range(0, 25).Select(i => Series($"/{i}", 1)).ToList();

        var plot = Assert.Single(PlotBuilder.Build(new MetricWindow(Instrument(InstrumentType.Counter, "1"), series, Series(null, 25)), split: true, "p99"));

        Assert.Equal((PlotBuilder.MaxLines, 5), (plot.Lines.Count, plot.Hidden));
    }

    [Fact]
    public void Values_ThatAreNoNumbers_AreGaps()
    {
        var point = new MetricPoint(Now, double.NaN, double.PositiveInfinity, null);
        var series = new MetricSeries(Resource, [], [point], null, []);

        var plot = Assert.Single(PlotBuilder.Build(new MetricWindow(Instrument(InstrumentType.Gauge, "1"), [series], null), split: false, "p99"));

        Assert.True(plot.IsEmpty);
    }

    private static MetricWindow Window(InstrumentType type, string unit) => new(Instrument(type, unit), [Series("/a", 10), Series("/b", 20)], Series(null, 30));

    private static Instrument Instrument(InstrumentType type, string unit) => new("service", "meter", "instrument", "", unit, type);

    private static MetricSeries Series(string? route, double rate) => new(
        route is null ? null : Resource,
        route is null ? [] : [new TelemetryAttribute("route", route)],
        [new MetricPoint(Now, rate, rate, new HistogramSummary(10, 1, 0.1, 0.3, 0.5)), new MetricPoint(Now + TimeSpan.FromSeconds(2), null, null, new HistogramSummary(0, 0, 0, 0, 0))],
        null,
        []);
}
