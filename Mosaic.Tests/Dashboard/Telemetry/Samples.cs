using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Tests.Dashboard.Telemetry;

/// <summary>Telemetry to fill stores with, all of one clock.</summary>
internal static class Samples
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static readonly TelemetryResource Shop = Resource("shop");

    internal static TelemetryStore Store(Action<TelemetryLimits>? limit = null, FakeTimeProvider? time = null)
    {
        var limits = new TelemetryLimits();
        limit?.Invoke(limits);
        return new TelemetryStore(Options.Create(limits), time ?? new FakeTimeProvider(Noon), NullLogger<TelemetryStore>.Instance);
    }

    internal static TelemetryResource Resource(string name, string instance = "1") => new(name, instance, []);

    internal static string TraceId(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    internal static string SpanId(int number) => number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    internal static SpanData Span(
        int trace, int id, int? parent = null, double at = 0, double lasts = 1, TelemetryResource? resource = null, SpanStatus status = SpanStatus.Unset) =>
        new(
            TraceId(trace), SpanId(id), parent is { } known ? SpanId(known) : null, resource ?? Shop, "tests", $"span {id}", SpanKind.Internal,
            Noon.AddSeconds(at), TimeSpan.FromSeconds(lasts), status, "", [], [], []);

    internal static LogEntry Log(
        string message, LogSeverity severity = LogSeverity.Information, TelemetryResource? resource = null, string? traceId = null, string? spanId = null) =>
        new(0, Noon, severity, severity.ToString(), resource ?? Shop, "tests", message, [], traceId, spanId, null);

    internal static MetricStream Stream(InstrumentType type, bool isDelta = false, string name = "sold", TelemetryResource? resource = null) =>
        new(new Instrument((resource ?? Shop).Name, "tests", name, "What was sold", "{item}", type), resource ?? Shop, isDelta);

    /// <param name="at">Seconds after noon, when the store began.</param>
    /// <param name="value">The value or sum.</param>
    /// <param name="buckets">A histogram's.</param>
    /// <param name="start">Seconds after noon since when it counts.</param>
    /// <param name="attributes">Keys and values, sorted by key.</param>
    internal static IncomingPoint Point(
        double at, double value, HistogramBuckets? buckets = null, double start = 0, params (string Key, string Value)[] attributes) =>
        new([.. attributes.Select(a => new TelemetryAttribute(a.Key, a.Value))], Noon.AddSeconds(start), Noon.AddSeconds(at), value, buckets, []);

    /// <summary>A window of steps of a second, in seconds after noon.</summary>
    internal static MetricQuery Seconds(double from, double to, double step = 1) =>
        new(Noon.AddSeconds(from), Noon.AddSeconds(to), TimeSpan.FromSeconds(step));
}
