using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.Messaging;

/// <summary>
/// Whether a consumer follows its queue or stream: it is delivered to, no message is held up in its handler, and none fails again
/// and again. What does not for a while degrades the service, and for longer makes it unhealthy.
/// </summary>
internal sealed class ConsumerHealth(string queue, TimeProvider time)
{
    /// <summary>A lost channel, a message that takes its time or a single failure is nothing.</summary>
    internal static readonly TimeSpan DegradedAfter = TimeSpan.FromSeconds(10);

    internal static readonly TimeSpan UnhealthyAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long _consumingEnded = time.GetTimestamp(); // 0 while it consumes.
    private long _handlingSince; // 0 while no message is in the handler.
    private long _firstFailure; // Of a row of failures with no longer pause between two than UnhealthyAfter.
    private long _lastFailure;

    /// <summary>Whether the queue delivers to it.</summary>
    public bool IsConsuming
    {
        set => Volatile.Write(ref _consumingEnded, value ? 0 : time.GetTimestamp());
    }

    /// <summary>A message is given to the handler.</summary>
    public void Begin() => Volatile.Write(ref _handlingSince, time.GetTimestamp());

    /// <summary>The handler has returned.</summary>
    public void End() => Volatile.Write(ref _handlingSince, 0);

    /// <summary>The handler, or the channel, has failed.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            if (_firstFailure == 0 || time.GetElapsedTime(_lastFailure) > UnhealthyAfter)
            {
                _firstFailure = time.GetTimestamp();
            }

            _lastFailure = time.GetTimestamp();
        }
    }

    /// <summary>How it is, and if not well what is wrong, for a person.</summary>
    public (HealthStatus Status, string? Problem) Check()
    {
        var ended = Since(Volatile.Read(ref _consumingEnded));
        var held = Since(Volatile.Read(ref _handlingSince));
        var failing = FailingFor();
        var longest = new[] { ended, held, failing }.Max();
        if (longest < DegradedAfter)
        {
            return (HealthStatus.Healthy, null);
        }

        var what = longest == held ? "has not got on with a message" : longest == ended ? "is not being read" : "fails again and again";
        return (longest < UnhealthyAfter ? HealthStatus.Degraded : HealthStatus.Unhealthy, $"'{queue}' {what} for {(int)longest.TotalSeconds} s.");
    }

    private TimeSpan FailingFor()
    {
        lock (_lock)
        {
            return _firstFailure == 0 || time.GetElapsedTime(_lastFailure) > UnhealthyAfter ? TimeSpan.Zero : time.GetElapsedTime(_firstFailure, _lastFailure);
        }
    }

    private TimeSpan Since(long at) => at == 0 ? TimeSpan.Zero : time.GetElapsedTime(at);
}
