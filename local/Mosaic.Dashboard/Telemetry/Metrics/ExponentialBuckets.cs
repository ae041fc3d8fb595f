namespace Mosaic.Dashboard.Telemetry;

/// <summary>Counts in buckets whose bounds are powers of 2^(2^-scale): OTLP's exponential histogram.</summary>
/// <param name="Scale">The greater, the finer.</param>
/// <param name="ZeroCount">How many were zero, or nearer to it than <paramref name="ZeroThreshold"/>.</param>
/// <param name="ZeroThreshold">The width of the bucket around zero.</param>
/// <param name="Positive">Counts by index: index i is above base^i, up to base^(i+1).</param>
/// <param name="Negative">The same for the absolute values of what is below zero.</param>
internal sealed record ExponentialBuckets(
    int Scale,
    long ZeroCount,
    double ZeroThreshold,
    IndexedCounts Positive,
    IndexedCounts Negative) : HistogramBuckets
{
    internal override long Count => ZeroCount + Positive.Total + Negative.Total;

    internal override HistogramBuckets? Since(HistogramBuckets earlier)
    {
        // A program makes its buckets coarser as its values spread; never finer, within one start.
        if (earlier is not ExponentialBuckets before || before.Scale < Scale) return null;
        var shift = before.Scale - Scale;
        return ZeroCount >= before.ZeroCount
            && Positive.Minus(before.Positive.Coarser(shift)) is { } positive
            && Negative.Minus(before.Negative.Coarser(shift)) is { } negative
                ? new ExponentialBuckets(Scale, ZeroCount - before.ZeroCount, ZeroThreshold, positive, negative)
                : null;
    }
}
