namespace Mosaic.DeviceService.Deliver;

/// <summary>Exponential backoff with full jitter.</summary>
internal static class Backoff
{
    /// <summary>A delay between nothing and the bound, which doubles from <paramref name="first"/> up to <paramref name="longest"/>.</summary>
    /// <param name="failures">How often it has failed, 1 or more.</param>
    /// <param name="first">The bound after the first failure.</param>
    /// <param name="longest">The bound that is never passed.</param>
    /// <param name="random">From 0 to 1.</param>
    internal static TimeSpan Delay(int failures, TimeSpan first, TimeSpan longest, double random)
    {
        var doublings = Math.Min(failures - 1, 40);
        var bound = Math.Min(first.TotalMilliseconds * Math.Pow(2, doublings), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(bound * random);
    }
}
