using System.ComponentModel.DataAnnotations;

namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// How much telemetry is held, over all programs together: section <c>Dashboard:TelemetryLimits</c>. The names are
/// those of Aspire's dashboard where it has them. What comes above a limit takes the place of the oldest.
/// </summary>
internal sealed class TelemetryLimits
{
    public const string Section = "Dashboard:TelemetryLimits";

    /// <summary>Programs, told apart by name and instance.</summary>
    [Range(1, 100_000)]
    public int MaxResourceCount { get; set; } = 1_000;

    /// <summary>Log entries.</summary>
    [Range(1, 10_000_000)]
    public int MaxLogCount { get; set; } = 10_000;

    /// <summary>Bytes of log entries, as estimated by their texts: 1 MiB to 64 GiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long MaxLogBytes { get; set; } = 64L << 20;

    /// <summary>Traces.</summary>
    [Range(1, 10_000_000)]
    public int MaxTraceCount { get; set; } = 10_000;

    /// <summary>Spans, over all traces.</summary>
    [Range(1, 10_000_000)]
    public int MaxSpanCount { get; set; } = 100_000;

    /// <summary>Bytes of spans, as estimated by their texts: 1 MiB to 64 GiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long MaxTraceBytes { get; set; } = 256L << 20;

    /// <summary>Spans of one trace; more of it are not kept.</summary>
    [Range(1, 1_000_000)]
    public int MaxSpansPerTrace { get; set; } = 10_000;

    /// <summary>Points of one attribute set of an instrument.</summary>
    [Range(2, 1_000_000)]
    public int MaxMetricsCount { get; set; } = 4_000;

    /// <summary>Points, over all instruments.</summary>
    [Range(2, 100_000_000)]
    public int MaxMetricsTotalCount { get; set; } = 250_000;

    /// <summary>Attribute sets, over all instruments.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeriesCount { get; set; } = 5_000;

    /// <summary>How long points are held, 1 min to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan MaxMetricsAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Attributes of a resource, span, log entry, event or link; also a span's events and its links. More are cut off.</summary>
    [Range(1, 10_000)]
    public int MaxAttributeCount { get; set; } = 128;

    /// <summary>Characters of an attribute's value, a message or a stack trace. More are cut off.</summary>
    [Range(16, 10_000_000)]
    public int MaxAttributeLength { get; set; } = 16_384;
}
