using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Mosaic.ServiceDefaults.Telemetry;

/// <summary>Buckets for what Mosaic measures in seconds: a message takes a millisecond, where the SDK's default begins with five seconds.</summary>
internal static class DurationBuckets
{
    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>The view of an instrument; null where the SDK's own will do.</summary>
    public static MetricStreamConfiguration? Of(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith("Mosaic.", StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
            : null;
}
