namespace Mosaic.Dashboard.Telemetry;

/// <summary>The counts of an exponential histogram's buckets on one side of zero.</summary>
/// <param name="Offset">The index of the first.</param>
/// <param name="Counts">One for each index from there.</param>
internal readonly record struct IndexedCounts(int Offset, long[] Counts)
{
    internal long Total => Counts.Sum();

    private int End => Offset + Counts.Length;

    /// <returns>The same in buckets 2^<paramref name="shift"/> times as wide.</returns>
    internal IndexedCounts Coarser(int shift)
    {
        if (shift == 0 || Counts.Length == 0) return this;
        // An arithmetic shift rounds down, which is what moves an index to the bucket around it, below zero too.
        var by = Math.Min(shift, 31);
        var offset = Offset >> by;
        var counts = new long[((End - 1) >> by) - offset + 1];
        for (var i = 0; i < Counts.Length; i++) counts[((Offset + i) >> by) - offset] += Counts[i];
        return new IndexedCounts(offset, counts);
    }

    /// <returns>What is left when the earlier counts are taken off, or null when there are more of them than here.</returns>
    internal IndexedCounts? Minus(IndexedCounts earlier)
    {
        var counts = Counts.ToArray();
        for (var i = 0; i < earlier.Counts.Length; i++)
        {
            if (earlier.Counts[i] == 0) continue;
            var at = (long)earlier.Offset + i - Offset;
            if (at < 0 || at >= counts.Length || counts[at] < earlier.Counts[i]) return null;
            counts[at] -= earlier.Counts[i];
        }

        return new IndexedCounts(Offset, counts).Trimmed();
    }

    /// <summary>What a program counts between two reports mostly lies in a few of its buckets: only those are held.</summary>
    private IndexedCounts Trimmed()
    {
        var first = Counts.AsSpan().IndexOfAnyExcept(0);
        if (first < 0) return new IndexedCounts(0, []);
        var last = Counts.AsSpan().LastIndexOfAnyExcept(0);
        return new IndexedCounts(Offset + first, Counts[first..(last + 1)]);
    }
}
