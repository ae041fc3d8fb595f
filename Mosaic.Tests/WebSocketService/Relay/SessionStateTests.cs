using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Presence;
using Mosaic.WebSocketService.Relay;

namespace Mosaic.Tests.WebSocketService.Relay;

/// <summary>What a session remembers and counts.</summary>
public sealed class SessionStateTests
{
    [Fact]
    public async Task Window_Full_TakesTheNextWhenOneIsReleased()
    {
        var window = new SendWindow(2);
        await window.TakeAsync();
        await window.TakeAsync();
        Assert.False(window.IsFull);
        var third = window.TakeAsync().AsTask();

        Assert.False(third.IsCompleted);
        Assert.True(window.IsFull);
        window.Release(1);
        await third.WaitAsync(ServiceHost.Patience);
        Assert.False(window.IsFull);
        Assert.False(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_Opened_LetsEverybodyThrough()
    {
        var window = new SendWindow(1);
        await window.TakeAsync();
        var second = window.TakeAsync().AsTask();
        window.Open();

        await second.WaitAsync(ServiceHost.Patience);
        Assert.True(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_WithCredit_TakesSoManyUntilThereIsMore()
    {
        var window = new SendWindow(10);
        window.Limit(2, until: 100);
        await window.TakeAsync();
        await window.TakeAsync();
        var third = window.TakeAsync().AsTask();

        Assert.False(third.IsCompleted);
        window.Release(2);
        Assert.False(third.IsCompleted);
        window.Limit(1, until: 200);
        await third.WaitAsync(ServiceHost.Patience);
        var fourth = window.TakeAsync().AsTask();
        Assert.False(fourth.IsCompleted);
        window.Limit(null, until: 0);
        await fourth.WaitAsync(ServiceHost.Patience);
        Assert.True(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_WithTheLimitOfItsPartition_KeepsItsOwn()
    {
        var window = new SendWindow(10);
        window.LimitShared(1, until: 100);
        await window.TakeAsync();
        var second = window.TakeAsync().AsTask();
        Assert.False(second.IsCompleted);
        window.LimitShared(1, until: 200);
        await second.WaitAsync(ServiceHost.Patience);

        window.Limit(0, until: 200);
        window.LimitShared(1, until: 300);
        Assert.False(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_WhoseLimitIsNotRenewed_IsFreeAgain()
    {
        var window = new SendWindow(10);
        window.Limit(0, until: 100);
        var first = window.TakeAsync().AsTask();
        window.ExpireLimit(99);
        Assert.False(first.IsCompleted);

        window.ExpireLimit(100);
        await first.WaitAsync(ServiceHost.Patience);
        Assert.True(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public void RecentIds_KnowWhatWasPublishedAndConfirmed()
    {
        var ids = new RecentIds();

        Assert.Null(ids.Add("a"));
        Assert.False(ids.Add("a"));
        ids.Confirm("a");
        Assert.True(ids.Add("a"));
        ids.Forget("a");
        Assert.Null(ids.Add("a"));
        ids.Confirm("unknown");
        Assert.Null(ids.Add("unknown"));
    }

    [Fact]
    public void RecentIds_OverTheirCapacity_ForgetTheOldest()
    {
        var ids = new RecentIds();
        for (var number = 0; number <= RecentIds.Capacity; number++)
        {
            Assert.Null(ids.Add($"{number}"));
        }

        Assert.False(ids.Add("1"));
        Assert.Null(ids.Add("0"));
    }

    [Fact]
    public void OpenRequests_FindTheNewestCallerAndForgetTheOldest()
    {
        var requests = new OpenRequests();
        requests.Add("r", new OpenRequest("q-1", default, default));
        requests.Add("r", new OpenRequest("q-2", default, default));
        Assert.Equal("q-2", requests.Find("r")?.ReplyTo);
        Assert.Null(requests.Find("other"));

        for (var number = 0; number < OpenRequests.Capacity; number++)
        {
            requests.Add($"{number}", new OpenRequest("q", default, default));
        }

        Assert.Null(requests.Find("r"));
        Assert.NotNull(requests.Find("0"));
    }

    [Fact]
    public void Epochs_AlwaysGrow_EvenWhereTheClockStandsOrAnotherIsAhead()
    {
        var time = new FakeTimeProvider();
        var clock = new EpochClock(time);
        var first = clock.Next();
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds() * 1000, first);
        Assert.Equal(first + 1, clock.Next());

        clock.Observe(first + 1_000_000_000);
        Assert.Equal(first + 1_000_000_001, clock.Next());
        clock.Observe(first);
        Assert.Equal(first + 1_000_000_002, clock.Next());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds() * 1000, clock.Next());
    }
}
