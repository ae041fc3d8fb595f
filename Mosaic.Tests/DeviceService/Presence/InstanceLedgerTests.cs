using Mosaic.DeviceService.Presence;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Presence;

public sealed class InstanceLedgerTests
{
    private readonly InstanceLedger _ledger = new();

    [Fact]
    public void Instance_WithoutAWordBetweenThreeMarks_IsSilent()
    {
        _ledger.BeginWatch();
        _ledger.SetAlive("ws-1");
        Mark(2);
        Assert.Empty(_ledger.Silent());
        _ledger.SetAlive("ws-2");
        Mark(1);

        Assert.Equal(["ws-1"], _ledger.Silent());
    }

    [Fact]
    public void Silence_BeforeTheWatchBegan_DoesNotCount()
    {
        _ledger.SetAlive("ws-1");
        Mark(5);
        _ledger.BeginWatch();

        Assert.False(_ledger.IsCurrent);
        Mark(1);
        Assert.True(_ledger.IsCurrent);
        Assert.Empty(_ledger.Silent());
        Mark(2);
        Assert.Equal(["ws-1"], _ledger.Silent());
    }

    [Fact]
    public void Instance_OfTheSameNameWithAnotherBegin_IsAnother()
    {
        Assert.True(_ledger.Began(new InstanceLife("ws-1", 1)));
        Assert.False(_ledger.Began(new InstanceLife("ws-1", 1)));
        Assert.True(_ledger.Began(new InstanceLife("ws-1", 2)));
    }

    [Fact]
    public void Sessions_ThatAreOver_AreSaidToBeUntilItWasSaid()
    {
        _ledger.SetEnded("ws-1", 7);
        _ledger.SetEnded("ws-1", 5);
        Assert.Equal(7, _ledger.Ended()["ws-1"]);

        _ledger.SetLost(Loss("ws-1", 6), []);
        Assert.Equal(7, _ledger.Ended()["ws-1"]);
        _ledger.SetLost(Loss("ws-1", 7), []);
        Assert.Empty(_ledger.Ended());
    }

    [Fact]
    public void Loss_IsUntoldUntilItIsTold()
    {
        _ledger.SetLost(Loss("ws-1", 5), [Session()]);
        _ledger.SetLost(Loss("ws-1", 8), [Session()]);
        _ledger.SetLost(Loss("ws-2", 5), [Session()]);
        _ledger.SetLost(Loss("ws-3", 5), []);
        Assert.Equal(3, _ledger.Unreported().Count);

        _ledger.SetReported(Loss("ws-1", 5));
        Assert.Equal([("ws-1", 8L), ("ws-2", 5L)], _ledger.Unreported().Select(lost => (lost.Loss.Instance, lost.Loss.Epoch)));
    }

    [Fact]
    public void Instances_ThatAreGone_AreForgottenWhereAnotherInstanceWatches()
    {
        for (var n = 0; n < 100; n++)
        {
            _ledger.SetAlive($"ws-{n}");
            _ledger.Began(new InstanceLife($"ws-{n}", n));
            foreach (var gone in _ledger.Mark())
            {
                _ledger.Forget(gone);
            }
        }

        Assert.InRange(_ledger.Count, 1, 10);
    }

    private void Mark(int count)
    {
        for (var n = 0; n < count; n++)
        {
            _ledger.Tick();
        }
    }

    private static InstanceLoss Loss(string instance, long epoch) => new(instance, epoch, DateTimeOffset.UnixEpoch);

    private static DevicePresence Session() => new(Guid.NewGuid(), true, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, "ws-1", null);
}
