using Google.Protobuf.Collections;
using Mosaic.Dashboard.Telemetry;
using OpenTelemetry.Proto.Metrics.V1;

namespace Mosaic.Dashboard.Otlp.Ingest;

/// <summary>Reads the points of metrics; null for one that is not valid.</summary>
internal sealed class PointReader(AttributeReader attributes, TimeProvider time)
{
    /// <summary>SDKs make some 15 explicit and 160 exponential buckets.</summary>
    private const int MaxBuckets = 512;

    private const int MaxIndex = 1 << 28;

    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    internal IncomingPoint? Read(NumberDataPoint point)
    {
        double? value = point.ValueCase switch
        {
            NumberDataPoint.ValueOneofCase.AsDouble => point.AsDouble,
            NumberDataPoint.ValueOneofCase.AsInt => point.AsInt,
            _ => null,
        };
        return value is null
            ? null
            : Point(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, value.Value, null, point.Exemplars);
    }

    internal IncomingPoint? Read(HistogramDataPoint point)
    {
        double[] bounds = [.. point.ExplicitBounds];
        // A histogram without buckets has a count and a sum only.
        var counts = point.BucketCounts.Count == 0 && bounds.Length == 0 ? [Count(point.Count)] : Counts(point.BucketCounts);
        if (counts.Length != bounds.Length + 1 || counts.Length > MaxBuckets || !IsAscending(bounds)) return null;
        return Point(
            point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Sum, new ExplicitBuckets(bounds, counts), point.Exemplars);
    }

    internal IncomingPoint? Read(ExponentialHistogramDataPoint point)
    {
        if (point.Scale is < -10 or > 20 || Counts(point.Positive) is not { } positive || Counts(point.Negative) is not { } negative) return null;
        var buckets = new ExponentialBuckets(point.Scale, Count(point.ZeroCount), point.ZeroThreshold, positive, negative);
        return Point(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Sum, buckets, point.Exemplars);
    }

    internal TelemetryAttribute[] Attributes(RepeatedField<OpenTelemetry.Proto.Common.V1.KeyValue> set) => attributes.ReadSorted(set);

    private IncomingPoint Point(
        RepeatedField<OpenTelemetry.Proto.Common.V1.KeyValue> set,
        ulong start,
        ulong at,
        double value,
        HistogramBuckets? buckets,
        RepeatedField<Exemplar> exemplars) => new(
            Attributes(set),
            OtlpValues.Time(start),
            at == 0 ? time.GetUtcNow() : OtlpValues.Time(at),
            value,
            buckets,
            exemplars.Count == 0 ? [] : [.. exemplars.Select(Read).OfType<MetricExemplar>()]);

    /// <returns>Null when it was made outside a trace.</returns>
    private static MetricExemplar? Read(Exemplar exemplar) =>
        OtlpValues.Id(exemplar.TraceId, TraceIdBytes) is { } traceId && OtlpValues.Id(exemplar.SpanId, SpanIdBytes) is { } spanId
            ? new MetricExemplar(
                OtlpValues.Time(exemplar.TimeUnixNano),
                exemplar.ValueCase == Exemplar.ValueOneofCase.AsInt ? exemplar.AsInt : exemplar.AsDouble,
                traceId,
                spanId)
            : null;

    private static IndexedCounts? Counts(ExponentialHistogramDataPoint.Types.Buckets? buckets)
    {
        if (buckets is null) return new IndexedCounts(0, []);
        var isValid = buckets.Offset is > -MaxIndex and < MaxIndex && buckets.BucketCounts.Count <= MaxBuckets;
        return isValid ? new IndexedCounts(buckets.Offset, Counts(buckets.BucketCounts)) : null;
    }

    private static long[] Counts(RepeatedField<ulong> counts) => [.. counts.Select(Count)];

    private static long Count(ulong count) => (long)Math.Min(count, int.MaxValue * (ulong)int.MaxValue);

    private static bool IsAscending(double[] bounds)
    {
        for (var i = 1; i < bounds.Length; i++)
        {
            if (!(bounds[i] > bounds[i - 1])) return false;
        }

        return true;
    }
}
