namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// Gives sessions their epochs: microseconds since 1970, but always more than any epoch seen so far, of any instance.
/// So a device's newer session has the greater epoch even where clocks differ (a hybrid logical clock).
/// </summary>
internal sealed class EpochClock(TimeProvider time)
{
    /// <summary>How far clocks may differ.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    private long _last;

    public long Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    /// <summary>Another instance gave this epoch. One that no clock of now can have given is passed over: those of every session after it would follow it.</summary>
    public void Observe(long epoch)
    {
        if (epoch > (time.GetUtcNow() + MaxAhead).ToUnixTimeMilliseconds() * 1000)
        {
            return;
        }

        for (var last = Volatile.Read(ref _last); epoch > last;)
        {
            var found = Interlocked.CompareExchange(ref _last, epoch, last);
            if (found == last)
            {
                return;
            }

            last = found;
        }
    }
}
