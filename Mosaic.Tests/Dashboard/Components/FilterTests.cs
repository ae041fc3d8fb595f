using Mosaic.Dashboard.Components.Metrics;
using Mosaic.Dashboard.Components.StructuredLogs;
using Mosaic.Dashboard.Components.Traces;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Components;

public class FilterTests
{
    [Fact]
    public void LogFilter_ThroughItsAddress_IsTheSame()
    {
        var filter = new LogFilter { Resource = "a&b", MinSeverity = LogSeverity.Warning, Text = "50% = ü", TraceId = Trace.Id, SpanId = "00f067aa0ba902b7" };

        var query = Query(filter.ToAddress());

        Assert.Equal(filter, LogFilter.Parse(query["resource"], query["level"], query["text"], query["traceId"], query["spanId"]));
    }

    [Fact]
    public void LogFilter_OfNothing_HasAPlainAddress() => Assert.Equal("/structuredlogs", new LogFilter().ToAddress());

    [Theory]
    [InlineData("no-level")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData(null)]
    public void LogFilter_OfAnUnknownLevel_ShowsAll(string? level) =>
        Assert.Equal(LogSeverity.Unspecified, LogFilter.Parse(null, level, " ", null, null).MinSeverity);

    [Fact]
    public void LogFilter_OfATraceIdInCapitals_FindsIt() => Assert.Equal(Trace.Id, LogFilter.Parse(null, null, null, $" {Trace.Id.ToUpperInvariant()}", null).TraceId);

    [Fact]
    public void TraceFilter_ThroughItsAddress_IsTheSame()
    {
        var filter = new TraceFilter { Resource = "device-service", Text = "POST /x?y", ErrorsOnly = true, MinMilliseconds = 1.5 };

        var query = Query(filter.ToAddress());

        Assert.Equal(filter, TraceFilter.Parse(query["resource"], query["text"], query["errors"] == "true", query["minMs"]));
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData("0.25", 0.25)]
    [InlineData("-1", 0)]
    [InlineData("1e9", 0)]
    [InlineData("NaN", 0)]
    [InlineData("999999999999999999999999", 86_400_000)]
    [InlineData("x", 0)]
    [InlineData(null, 0)]
    public void TraceFilter_OfAnyDuration_CanBeAskedFor(string? text, double expected)
    {
        var filter = TraceFilter.Parse(null, null, false, text);

        Assert.Equal(expected, filter.MinMilliseconds);
        Assert.Equal(expected, filter.ToQuery().MinDuration.TotalMilliseconds);
    }

    [Fact]
    public void MetricSelection_ThroughItsAddress_IsTheSame()
    {
        var selection = new MetricSelection("a service", "My.Meter", "http.server.requests", 30);

        var address = selection.ToAddress();

        Assert.StartsWith("/metrics/resource/a%20service?", address, StringComparison.Ordinal);
        var query = Query(address);
        Assert.Equal(selection, MetricSelection.Parse("a service", query["meter"], query["instrument"], int.Parse(query["minutes"]!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-1)]
    [InlineData(null)]
    public void MetricSelection_OfAWindowThatIsNotOffered_ShowsTheUsualOne(int? minutes) =>
        Assert.Equal(MetricSelection.DefaultMinutes, MetricSelection.Parse(null, null, null, minutes).Minutes);

    private static System.Collections.Specialized.NameValueCollection Query(string address) =>
        System.Web.HttpUtility.ParseQueryString(new Uri(new Uri("http://localhost"), address).Query);
}
