using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class HiveGateTests
{
    private static readonly PostAnswer Unreachable = PostAnswer.NotConnected("gone");

    [Fact]
    public async Task Failures_OfOneDevice_DoNotMeanThatAllIsDown()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 2 }, workers: 1);
        bench.Poster.AtOnce = _ => Unreachable;
        bench.Add(Guid.NewGuid(), "1");

        await bench.PostsInTimeAsync(4, TimeSpan.FromSeconds(1));

        Assert.False(bench.Gate.IsDown);
    }

    [Fact]
    public async Task Failures_OfSeveralDevicesInARow_LeaveOneProbeAtATime()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 3 }, workers: 8);
        bench.Poster.AtOnce = _ => bench.Gate.IsDown ? null : Unreachable;
        for (var i = 0; i < 3; i++)
        {
            bench.Add(Guid.NewGuid(), $"{i}");
        }

        await Eventually.True(() => bench.Gate.IsDown, WorkBench.Patience);
        var before = bench.Poster.Posts.Count;
        for (var i = 0; i < 10; i++)
        {
            bench.Add(Guid.NewGuid(), $"later {i}");
        }

        await bench.PostsInTimeAsync(before + 1, TimeSpan.FromMilliseconds(50));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(before + 1, bench.Poster.Posts.Count);
        var probe = bench.Poster.Posts.Last();
        bench.Poster.AtOnce = _ => new PostAnswer(204);
        probe.Answer(204);

        await Eventually.True(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return bench.Lanes.Count == 0;
        }, WorkBench.Patience);
        Assert.False(bench.Gate.IsDown);
    }

    [Fact]
    public async Task Probe_ThatWaits_IsLetThroughWhenAnotherPostFindsTheBackendBack()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 2 }, workers: 4);
        bench.Poster.AtOnce = post => post.Id == "slow" ? null : new PostAnswer(503, TimeSpan.FromMinutes(5));
        bench.Add(Guid.NewGuid(), "slow");
        await bench.PostsAsync(1);
        bench.Add(Guid.NewGuid(), "1");
        bench.Add(Guid.NewGuid(), "2");
        await Eventually.True(() => bench.Gate.IsDown, WorkBench.Patience);
        bench.Poster.AtOnce = _ => new PostAnswer(204);
        var waiting = bench.Add(Guid.NewGuid(), "3");

        bench.Poster.Posts.First().Answer(204);

        // No time passes.
        await Eventually.True(() => waiting.Acknowledged, WorkBench.Patience);
        Assert.False(bench.Gate.IsDown);
    }

    [Fact]
    public async Task Probe_WhoseMessagesAreTakenBack_LeavesNoNewDelay()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 2 }, workers: 0);
        for (var i = 0; i < 2; i++)
        {
            bench.Gate.Report(probe: false, Guid.NewGuid(), new PostAnswer(503, TimeSpan.FromMinutes(5)));
        }

        var first = bench.Gate.EnterAsync(default).AsTask();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await first.WaitAsync(WorkBench.Patience));

        bench.Gate.Abandon(probe: true);

        Assert.True(await bench.Gate.EnterAsync(default).AsTask().WaitAsync(WorkBench.Patience));
    }

    [Fact]
    public async Task Probe_WithoutRetryAfter_NeverWaitsForLong()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 2 }, workers: 0);
        for (var i = 0; i < 2; i++)
        {
            bench.Gate.Report(probe: false, Guid.NewGuid(), Unreachable);
        }

        for (var i = 0; i < 20; i++)
        {
            var probe = bench.Gate.EnterAsync(default).AsTask();
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            Assert.True(await probe.WaitAsync(WorkBench.Patience));
            bench.Gate.Report(probe: true, Guid.NewGuid(), Unreachable);
        }
    }

    [Fact]
    public async Task Probe_ThatFails_IsFollowedByAnotherLater()
    {
        await using var bench = new WorkBench(new DeliveryOptions { DownAfterDevices = 2 }, workers: 4);
        bench.Poster.AtOnce = _ => Unreachable;
        bench.Add(Guid.NewGuid(), "1");
        bench.Add(Guid.NewGuid(), "2");

        await bench.PostsInTimeAsync(12, TimeSpan.FromSeconds(1));

        Assert.True(bench.Gate.IsDown);
        Assert.Empty(bench.DeadLetters.Written);
    }
}
