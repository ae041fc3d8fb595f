using System.ComponentModel.DataAnnotations;
using Mosaic.Settings;

namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// How much telemetry is held, over all programs together: section <c>Dashboard:TelemetryLimits</c>. The names are
/// those of Aspire's dashboard where it has them. What comes above a limit takes the place of the oldest.
/// </summary>
internal sealed class TelemetryLimits
{
    public const string Section = "Dashboard:TelemetryLimits";

    /// <summary>Programs that are held, told apart by name and instance.</summary>
    [Range(1, 100_000), Unit("programs")]
    public int MaxResourceCount { get; set; } = 1_000;

    /// <summary>Log entries that are held.</summary>
    [Range(1, 10_000_000), Unit("log entries")]
    public int MaxLogCount { get; set; } = 10_000;

    /// <summary>Bytes of log entries that are held, as estimated by their texts.</summary>
    [Range(1L << 20, 1L << 36), Unit("bytes")]
    public long MaxLogBytes { get; set; } = 64L << 20;

    /// <summary>Traces that are held.</summary>
    [Range(1, 10_000_000), Unit("traces")]
    public int MaxTraceCount { get; set; } = 10_000;

    /// <summary>Spans that are held, over all traces.</summary>
    [Range(1, 10_000_000), Unit("spans")]
    public int MaxSpanCount { get; set; } = 100_000;

    /// <summary>Bytes of spans that are held, as estimated by their texts.</summary>
    [Range(1L << 20, 1L << 36), Unit("bytes")]
    public long MaxTraceBytes { get; set; } = 256L << 20;

    /// <summary>Spans of one trace; more of it are not kept.</summary>
    [Range(1, 1_000_000), Unit("spans")]
    public int MaxSpansPerTrace { get; set; } = 10_000;

    /// <summary>Points that are held of one attribute set of an instrument.</summary>
    [Range(2, 1_000_000), Unit("points")]
    public int MaxMetricsCount { get; set; } = 4_000;

    /// <summary>Points that are held, over all instruments.</summary>
    [Range(2, 100_000_000), Unit("points")]
    public int MaxMetricsTotalCount { get; set; } = 250_000;

    /// <summary>Attribute sets that are held, over all instruments.</summary>
    [Range(1, 1_000_000), Unit("attribute sets")]
    public int MaxSeriesCount { get; set; } = 5_000;

    /// <summary>How long points are held.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan MaxMetricsAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Attributes of a resource, span, log entry, event or link; also a span's events and its links. More are cut off.</summary>
    [Range(1, 10_000), Unit("attributes")]
    public int MaxAttributeCount { get; set; } = 128;

    /// <summary>Characters of an attribute's value, a message or a stack trace. More are cut off.</summary>
    [Range(16, 10_000_000), Unit("characters")]
    public int MaxAttributeLength { get; set; } = 16_384;
}
