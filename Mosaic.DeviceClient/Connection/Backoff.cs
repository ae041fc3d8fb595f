namespace Mosaic.Devices;

/// <summary>The waits between connections; <see cref="ReconnectBounds"/> says how they grow.</summary>
internal sealed class Backoff(ReconnectBounds bounds, Random random)
{
    private int _failures;

    /// <summary>The next wait: what the service asked for where it did, else the backoff's own, and never less than it for a Retry-After.</summary>
    public TimeSpan Next(CloseReason reason)
    {
        var own = bounds.Draw(_failures++, random);
        if (reason.ReconnectAfter is not { } asked)
            return own;

        asked = asked < TimeSpan.Zero ? TimeSpan.Zero : asked > bounds.LongestAsked ? bounds.LongestAsked : asked;
        // The service spreads goaway over its devices itself; a Retry-After is the same for all of them.
        return reason.ErrorCode == ErrorCodes.GoAway ? asked : asked + own;
    }

    public void SessionEnded(TimeSpan lasted)
    {
        if (lasted > bounds.Ceiling(Math.Max(0, _failures - 1)))
            _failures = 0;
    }
}
