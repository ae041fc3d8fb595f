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
        for (var i = 0; i < 3; i++) bench.Add(Guid.NewGuid(), $"{i}");
        await Eventually.True(() => bench.Gate.IsDown, WorkBench.Patience);
        var before = bench.Poster.Posts.Count;
        for (var i = 0; i < 10; i++) bench.Add(Guid.NewGuid(), $"later {i}");

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
