namespace Mosaic.Dashboard.Telemetry;

/// <summary>Counts between explicit bounds.</summary>
/// <param name="Bounds">The buckets' upper bounds, inclusive, ascending.</param>
/// <param name="Counts">One more than bounds: the last is of what is above all of them.</param>
internal sealed record ExplicitBuckets(double[] Bounds, long[] Counts) : HistogramBuckets
{
    internal override long Count => Counts.Sum();

    internal override HistogramBuckets? Since(HistogramBuckets earlier)
    {
        if (earlier is not ExplicitBuckets before || !HasBounds(before.Bounds)) return null;
        var counts = new long[Counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Counts[i] - before.Counts[i];
            if (counts[i] < 0) return null;
        }

        // The earlier bounds, so that a series keeps one array of them.
        return new ExplicitBuckets(before.Bounds, counts);
    }

    internal bool HasBounds(double[] bounds) => ReferenceEquals(bounds, Bounds) || Bounds.AsSpan().SequenceEqual(bounds);
}
