namespace Mosaic.Tests.Messaging;

/// <summary>A clock on which a second takes ten milliseconds: what happens once in seconds happens often.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private const int Haste = 100;

    private readonly long _start = System.GetTimestamp();

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * Haste);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private static TimeSpan Sooner(TimeSpan time) => time > TimeSpan.Zero ? time / Haste : time;
}
