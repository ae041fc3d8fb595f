using System.Numerics;

namespace Mosaic.DeviceSimulator.Reporting;

/// <summary>Counts latencies in buckets a sixteenth of a power of two wide: within about 6 %, without a lock or an allocation.</summary>
internal sealed class LatencyHistogram
{
    private const int BitsInside = 4;
    private const int Inside = 1 << BitsInside;
    private readonly long[] _counts = new long[64 * Inside];

    public void Add(TimeSpan latency) =>
        Interlocked.Increment(ref _counts[Bucket((ulong)Math.Max(0, latency.Ticks))]);

    /// <summary>The latency that the share (0 to 1) of those counted do not exceed; zero when there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var counts = Array.ConvertAll(_counts, count => count);
        var left = (long)Math.Ceiling(counts.Sum() * share);
        for (var bucket = 0; left > 0 && bucket < counts.Length; bucket++)
        {
            left -= counts[bucket];
            if (left <= 0)
            {
                return new TimeSpan(UpperBound(bucket));
            }
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(ulong ticks)
    {
        if (ticks < Inside)
        {
            return (int)ticks;
        }

        var shift = BitOperations.Log2(ticks) - BitsInside;
        return ((shift + 1) << BitsInside) + (int)((ticks >> shift) & (Inside - 1));
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < Inside)
        {
            return bucket;
        }

        var shift = (bucket >> BitsInside) - 1;
        return ((Inside + (bucket & (Inside - 1)) + 1L) << shift) - 1;
    }
}
