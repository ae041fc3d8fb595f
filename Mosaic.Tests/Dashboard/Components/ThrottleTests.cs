using Microsoft.Extensions.Time.Testing;
using Mosaic.Dashboard.Components.Live;

namespace Mosaic.Tests.Dashboard.Components;

public class ThrottleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();
    private int _runs;

    [Fact]
    public void Signal_AfterQuiet_RunsAtOnce()
    {
        using var throttle = Counting();

        throttle.Signal();
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(1, _runs);
    }

    [Fact]
    public void Signals_ManyWithinAnInterval_RunOnceMoreAtItsEnd()
    {
        using var throttle = Counting();
        throttle.Signal();
        _time.Advance(TimeSpan.Zero);

        for (var i = 0; i < 1000; i++) throttle.Signal();
        _time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _runs);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, _runs);
        _time.Advance(Interval * 4);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public void Signal_WhileTheActionRuns_RunsAgainAfterIt()
    {
        var running = new TaskCompletionSource();
        using var throttle = new Throttle(Interval, _time, () =>
        {
            _runs++;
            return running.Task;
        });
        throttle.Signal();
        _time.Advance(TimeSpan.Zero);

        throttle.Signal();
        _time.Advance(Interval * 4);
        Assert.Equal(1, _runs);
        running.SetResult();
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(2, _runs);
    }

    [Fact]
    public void Signal_AfterDisposal_DoesNothing()
    {
        var throttle = Counting();
        throttle.Signal();
        throttle.Dispose();

        throttle.Signal();
        _time.Advance(Interval * 4);

        Assert.True(_runs <= 1);
    }

    private Throttle Counting() => new(Interval, _time, () =>
    {
        _runs++;
        return Task.CompletedTask;
    });
}
