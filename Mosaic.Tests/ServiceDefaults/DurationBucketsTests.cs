using System.Diagnostics.Metrics;
using Mosaic.ServiceDefaults.Telemetry;
using OpenTelemetry.Metrics;

namespace Mosaic.Tests.ServiceDefaults;

public class DurationBucketsTests
{
    [Theory]
    [InlineData("Mosaic.Any", "s", true)]
    [InlineData("Mosaic.Any", "By", false)]
    [InlineData("Microsoft.AspNetCore.Hosting", "s", false)] // It brings buckets of its own.
    public void Of_Histogram_HasMillisecondsForMosaicsOwnDurations(string meterName, string unit, bool own)
    {
        using var meter = new Meter(meterName);

        var view = DurationBuckets.Of(meter.CreateHistogram<double>("any", unit));

        Assert.Equal(own, view is ExplicitBucketHistogramConfiguration { Boundaries: [<= 0.001, ..] });
    }
}
