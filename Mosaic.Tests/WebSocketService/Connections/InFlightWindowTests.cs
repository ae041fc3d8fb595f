using Mosaic.WebSocketService.Connections;

namespace Mosaic.Tests.WebSocketService.Connections;

public sealed class InFlightWindowTests
{
    [Fact]
    public async Task Window_Full_TakesTheNextWhenOneIsReleased()
    {
        var window = new InFlightWindow(2);
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
        var window = new InFlightWindow(1);
        await window.TakeAsync();
        var second = window.TakeAsync().AsTask();
        window.Open();

        await second.WaitAsync(ServiceHost.Patience);
        Assert.True(window.TakeAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Window_WithCredit_TakesSoManyUntilThereIsMore()
    {
        var window = new InFlightWindow(10);
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
        var window = new InFlightWindow(10);
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
        var window = new InFlightWindow(10);
        window.Limit(0, until: 100);
        var first = window.TakeAsync().AsTask();
        window.ExpireLimit(99);
        Assert.False(first.IsCompleted);

        window.ExpireLimit(100);
        await first.WaitAsync(ServiceHost.Patience);
        Assert.True(window.TakeAsync().AsTask().IsCompleted);
    }
}
