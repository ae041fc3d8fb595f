namespace Mosaic.Dashboard.Telemetry;

/// <summary>Adds up histograms, whole or in part, and tells their percentiles.</summary>
internal sealed class HistogramTotal
{
    private readonly Dictionary<int, double> _positive = [];
    private readonly Dictionary<int, double> _negative = [];
    private double[]? _bounds;
    private double[] _counts = [];
    private int _scale = int.MaxValue;
    private double _zero;
    private double _zeroThreshold;
    private double _sum;

    /// <param name="buckets">The counts.</param>
    /// <param name="sum">The sum of what they counted.</param>
    /// <param name="share">What part of it is meant, above 0 to 1.</param>
    internal void Add(HistogramBuckets buckets, double sum, double share)
    {
        switch (buckets)
        {
            case ExplicitBuckets explicitBuckets:
                AddExplicit(explicitBuckets, share);
                break;
            case ExponentialBuckets exponential:
                AddExponential(exponential, share);
                break;
        }

        _sum += sum * share;
    }

    /// <returns>Null when there was nothing to count.</returns>
    internal HistogramSummary? Summarize()
    {
        var buckets = Ascending();
        var count = buckets.Sum(static bucket => bucket.Count);
        return count <= 0
            ? null
            : new HistogramSummary(
                (long)Math.Round(count), _sum, Percentile(buckets, count, 0.5), Percentile(buckets, count, 0.9), Percentile(buckets, count, 0.99));
    }

    /// <summary>How many measurements; of shares, not a whole number.</summary>
    internal double Count => _counts.Sum() + _zero + _positive.Values.Sum() + _negative.Values.Sum();

    private void AddExplicit(ExplicitBuckets buckets, double share)
    {
        // Bounds differ only after a program was changed; its new ones count then, and its old counts no more.
        if (_bounds is null || !buckets.HasBounds(_bounds))
        {
            _bounds = buckets.Bounds;
            _sum = 0;
            _counts = new double[buckets.Counts.Length];
        }

        for (var i = 0; i < _counts.Length; i++) _counts[i] += buckets.Counts[i] * share;
    }

    private void AddExponential(ExponentialBuckets buckets, double share)
    {
        if (_scale == int.MaxValue) _scale = buckets.Scale;
        if (buckets.Scale < _scale)
        {
            Coarsen(_positive, _scale - buckets.Scale);
            Coarsen(_negative, _scale - buckets.Scale);
            _scale = buckets.Scale;
        }

        _zero += buckets.ZeroCount * share;
        _zeroThreshold = Math.Max(_zeroThreshold, buckets.ZeroThreshold);
        AddTo(_positive, buckets.Positive.Coarser(buckets.Scale - _scale), share);
        AddTo(_negative, buckets.Negative.Coarser(buckets.Scale - _scale), share);
    }

    private static void AddTo(Dictionary<int, double> total, IndexedCounts counts, double share)
    {
        for (var i = 0; i < counts.Counts.Length; i++)
        {
            if (counts.Counts[i] == 0) continue;
            total[counts.Offset + i] = total.GetValueOrDefault(counts.Offset + i) + (counts.Counts[i] * share);
        }
    }

    private static void Coarsen(Dictionary<int, double> total, int shift)
    {
        var fine = total.ToArray();
        total.Clear();
        foreach (var (index, count) in fine)
        {
            var coarse = index >> Math.Min(shift, 31);
            total[coarse] = total.GetValueOrDefault(coarse) + count;
        }
    }

    private List<Bucket> Ascending()
    {
        var buckets = new List<Bucket>();
        foreach (var (index, count) in _negative.OrderByDescending(static pair => pair.Key))
        {
            buckets.Add(new Bucket(-Power(index + 1), -Power(index), count));
        }

        if (_zero > 0) buckets.Add(new Bucket(_negative.Count > 0 ? -_zeroThreshold : 0, _zeroThreshold, _zero));
        foreach (var (index, count) in _positive.OrderBy(static pair => pair.Key))
        {
            buckets.Add(new Bucket(Power(index), Power(index + 1), count));
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) buckets.Add(Explicit(i));
        }

        return buckets;
    }

    /// <summary>The outermost buckets have one bound only: the lowest begins at zero where it can, the highest is taken at its lower bound.</summary>
    private Bucket Explicit(int index)
    {
        if (_bounds!.Length == 0) return new Bucket(_sum / _counts[0], _sum / _counts[0], _counts[0]);
        var upper = index < _bounds.Length ? _bounds[index] : _bounds[^1];
        var lower = index > 0 ? _bounds[index - 1] : Math.Min(0, upper);
        return new Bucket(lower, upper, _counts[index]);
    }

    private double Power(int index) => Math.Pow(2, index * Math.Pow(2, -_scale));

    private static double Percentile(List<Bucket> buckets, double count, double part)
    {
        var rank = part * count;
        foreach (var bucket in buckets)
        {
            if (bucket.Count >= rank) return bucket.Lower + ((bucket.Upper - bucket.Lower) * (rank / bucket.Count));
            rank -= bucket.Count;
        }

        return buckets[^1].Upper;
    }

    private readonly record struct Bucket(double Lower, double Upper, double Count);
}
