using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;
using SpanKind = Mosaic.Dashboard.Telemetry.SpanKind;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>Takes spans into the store.</summary>
internal sealed class TraceIngest(TelemetryStore store, ResourceReader resources, AttributeReader attributes)
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    internal ExportTraceServiceResponse Add(ExportTraceServiceRequest request)
    {
        var spans = new List<SpanData>();
        var invalid = 0;
        foreach (var ofResource in request.ResourceSpans)
        {
            var resource = resources.Read(ofResource.Resource);
            foreach (var ofScope in ofResource.ScopeSpans)
            {
                var scope = attributes.Cut(ofScope.Scope?.Name ?? string.Empty);
                foreach (var span in ofScope.Spans)
                {
                    if (Read(span, resource, scope) is { } read) spans.Add(read);
                    else invalid++;
                }
            }
        }

        var refused = store.Traces.Add(spans, invalid);
        return Answer(invalid, refused);
    }

    private static ExportTraceServiceResponse Answer(int invalid, int refused)
    {
        if (invalid + refused == 0) return new ExportTraceServiceResponse();
        return new ExportTraceServiceResponse
        {
            PartialSuccess = new ExportTracePartialSuccess
            {
                RejectedSpans = invalid + refused,
                ErrorMessage = $"{invalid} spans without a valid trace, span or parent id; {refused} of traces that hold as many spans as they may.",
            },
        };
    }

    private SpanData? Read(Span span, TelemetryResource resource, string scope)
    {
        var traceId = OtlpValues.Id(span.TraceId, TraceIdBytes);
        var spanId = OtlpValues.Id(span.SpanId, SpanIdBytes);
        if (traceId is null || spanId is null || span.ParentSpanId.Length is not (0 or SpanIdBytes)) return null;
        var start = OtlpValues.Time(span.StartTimeUnixNano);
        var end = OtlpValues.Time(span.EndTimeUnixNano);
        return new SpanData(
            traceId,
            spanId,
            OtlpValues.Id(span.ParentSpanId, SpanIdBytes),
            resource,
            scope,
            attributes.Cut(span.Name),
            Enum.IsDefined((SpanKind)span.Kind) ? (SpanKind)span.Kind : SpanKind.Unspecified,
            start,
            end > start ? end - start : TimeSpan.Zero,
            span.Status is { } status && Enum.IsDefined((SpanStatus)status.Code) ? (SpanStatus)status.Code : SpanStatus.Unset,
            attributes.Cut(span.Status?.Message ?? string.Empty),
            attributes.Read(span.Attributes),
            span.Events.Count == 0 ? [] : [.. span.Events.Take(attributes.MaxCount).Select(Read)],
            span.Links.Count == 0 ? [] : [.. span.Links.Take(attributes.MaxCount).Select(Read)]);
    }

    private SpanEvent Read(Span.Types.Event @event) =>
        new(OtlpValues.Time(@event.TimeUnixNano), attributes.Cut(@event.Name), attributes.Read(@event.Attributes));

    private SpanLink Read(Span.Types.Link link) => new(
        OtlpValues.Id(link.TraceId, TraceIdBytes) ?? string.Empty,
        OtlpValues.Id(link.SpanId, SpanIdBytes) ?? string.Empty,
        attributes.Read(link.Attributes));
}
