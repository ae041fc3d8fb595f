using Google.Protobuf.Collections;
using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>
/// Takes points into the store. Summaries are refused: their quantiles cannot be added up nor taken over a window, and
/// OTLP keeps them for old programs only.
/// </summary>
internal sealed class MetricIngest(TelemetryStore store, ResourceReader resources, AttributeReader attributes, TimeProvider time)
{
    private const uint NoRecordedValue = (uint)DataPointFlags.NoRecordedValueMask;

    private readonly PointReader _points = new(attributes, time);

    internal ExportMetricsServiceResponse Add(ExportMetricsServiceRequest request)
    {
        var invalid = 0;
        var tooLate = 0;
        foreach (var ofResource in request.ResourceMetrics)
        {
            var resource = resources.Read(ofResource.Resource);
            foreach (var ofScope in ofResource.ScopeMetrics)
            {
                foreach (var metric in ofScope.Metrics) Add(metric, resource, ofScope.Scope, ref invalid, ref tooLate);
            }
        }

        store.Metrics.Finish(invalid);
        return invalid + tooLate == 0 ? new ExportMetricsServiceResponse() : new ExportMetricsServiceResponse
        {
            PartialSuccess = new ExportMetricsPartialSuccess
            {
                RejectedDataPoints = invalid + tooLate,
                ErrorMessage = $"{invalid} points of summaries or not valid; {tooLate} older than the newest of their attribute set.",
            },
        };
    }

    private void Add(Metric metric, TelemetryResource resource, InstrumentationScope? scope, ref int invalid, ref int tooLate)
    {
        if (Stream(metric, resource, scope) is not { } stream)
        {
            invalid += Count(metric);
            return;
        }

        var points = new List<IncomingPoint>();
        var notValid = 0;
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                foreach (var point in metric.Gauge.DataPoints) Take(_points.Read(point), point.Flags, point.Attributes);
                break;
            case Metric.DataOneofCase.Sum:
                foreach (var point in metric.Sum.DataPoints) Take(_points.Read(point), point.Flags, point.Attributes);
                break;
            case Metric.DataOneofCase.Histogram:
                foreach (var point in metric.Histogram.DataPoints) Take(_points.Read(point), point.Flags, point.Attributes);
                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                foreach (var point in metric.ExponentialHistogram.DataPoints) Take(_points.Read(point), point.Flags, point.Attributes);
                break;
        }

        invalid += notValid;
        if (points.Count > 0) tooLate += store.Metrics.Add(stream, points);

        void Take(IncomingPoint? point, uint flags, RepeatedField<KeyValue> set)
        {
            if ((flags & NoRecordedValue) != 0) store.Metrics.Interrupt(stream, _points.Attributes(set));
            else if (point is null) notValid++;
            else points.Add(point);
        }
    }

    /// <returns>Null when it is of a kind that is not kept.</returns>
    private MetricStream? Stream(Metric metric, TelemetryResource resource, InstrumentationScope? scope)
    {
        (InstrumentType Type, AggregationTemporality Temporality)? kind = metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => (InstrumentType.Gauge, AggregationTemporality.Cumulative),
            Metric.DataOneofCase.Sum when metric.Sum.IsMonotonic => (InstrumentType.Counter, metric.Sum.AggregationTemporality),
            Metric.DataOneofCase.Sum => (InstrumentType.UpDownCounter, metric.Sum.AggregationTemporality),
            Metric.DataOneofCase.Histogram => (InstrumentType.Histogram, metric.Histogram.AggregationTemporality),
            Metric.DataOneofCase.ExponentialHistogram => (InstrumentType.Histogram, metric.ExponentialHistogram.AggregationTemporality),
            _ => null,
        };
        if (kind is not { Temporality: AggregationTemporality.Cumulative or AggregationTemporality.Delta } known || metric.Name.Length == 0) return null;
        var instrument = new Instrument(
            resource.Name,
            attributes.Cut(scope?.Name ?? string.Empty),
            attributes.Cut(metric.Name),
            attributes.Cut(metric.Description),
            attributes.Cut(metric.Unit),
            known.Type);
        return new MetricStream(instrument, resource, known.Temporality == AggregationTemporality.Delta);
    }

    private static int Count(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };
}
