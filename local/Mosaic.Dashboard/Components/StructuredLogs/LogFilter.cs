using Mosaic.Dashboard.Components.Shared;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.StructuredLogs;

/// <summary>What the page of structured logs shows; it stands in the page's address, so that a view can be kept and sent on.</summary>
internal sealed record LogFilter
{
    /// <summary>How many entries the page shows at most.</summary>
    public const int Limit = 2000;

    public string? Resource { get; init; }

    public LogSeverity MinSeverity { get; init; }

    public string? Text { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    /// <summary>From the values of the address; a level it does not know is none.</summary>
    public static LogFilter Parse(string? resource, string? level, string? text, string? traceId, string? spanId) => new()
    {
        Resource = Some(resource),
        MinSeverity = Enum.TryParse<LogSeverity>(level, ignoreCase: true, out var severity) && Enum.IsDefined(severity) ? severity : default,
        Text = Some(text),
        TraceId = Some(traceId)?.ToLowerInvariant(),
        SpanId = Some(spanId)?.ToLowerInvariant(),
    };

    public string ToAddress() => Address.With(
        Address.StructuredLogs,
        ("resource", Resource),
        ("level", MinSeverity == default ? null : MinSeverity.ToString()),
        ("text", Text),
        ("traceId", TraceId),
        ("spanId", SpanId));

    public LogQuery ToQuery() => new()
    {
        Resource = Resource,
        MinSeverity = MinSeverity,
        Text = Text,
        TraceId = TraceId,
        SpanId = SpanId,
        Limit = Limit,
    };

    private static string? Some(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
