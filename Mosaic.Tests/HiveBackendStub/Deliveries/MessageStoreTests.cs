using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Configuration;
using Mosaic.HiveBackendStub.Deliveries;

namespace Mosaic.Tests.HiveBackendStub.Deliveries;

public sealed class MessageStoreTests
{
    [Fact]
    public void Add_MoreThanIsKept_DropsTheOldest()
    {
        var store = Store(keep: 3, remember: 10);

        Add(store, 1, 2, 3, 4, 5);

        Assert.Equal([3, 4, 5], store.Read(0, 100, null, null).Select(message => message.Sequence));
        Assert.Equal(new MessageStoreCounts(5, 0, 5, 3, 30), store.Counts);
    }

    [Fact]
    public void Add_MoreBytesThanAreKept_DropsTheOldest()
    {
        var store = Store(keep: 100, remember: 100, bytes: 25);

        Add(store, 1, 2, 3);

        Assert.Equal([2, 3], store.Read(0, 100, null, null).Select(message => message.Sequence));
        Assert.Equal(20, store.Counts.KeptBytes);
    }

    [Fact]
    public void Add_OneLargerThanAllThatIsKept_IsCountedAndTheStoreGoesOn()
    {
        var store = Store(keep: 100, remember: 100, bytes: 5);

        Add(store, 1, 1, 2);

        Assert.Equal(new MessageStoreCounts(2, 1, 2, 0, 0), store.Counts);
    }

    [Fact]
    public void Add_RepeatOfADroppedOne_IsStillARepeat()
    {
        var store = Store(keep: 2, remember: 4);

        Add(store, 1, 2, 3, 4, 1);

        Assert.Equal((4, 1), (store.Counts.Unique, store.Counts.Duplicates));
    }

    [Fact]
    public void Add_RepeatBeyondMemory_IsNewAgain()
    {
        var store = Store(keep: 2, remember: 4);

        Add(store, 1, 2, 3, 4, 5, 1, 5, 4);

        Assert.Equal((6, 2), (store.Counts.Unique, store.Counts.Duplicates));
    }

    [Fact]
    public void Read_AfterAndLimit_PageThrough()
    {
        var store = Store(keep: 10, remember: 10);
        Add(store, 1, 2, 3, 4, 5);

        Assert.Equal([3, 4], store.Read(2, 2, null, null).Select(message => message.Sequence));
        Assert.Empty(store.Read(5, 2, null, null));
        Assert.Empty(store.Read(long.MaxValue - 1, 2, null, null));
    }

    [Fact]
    public void Add_FromManyThreads_EverySequenceOnce()
    {
        var store = Store(keep: 4000, remember: 4000);

        Parallel.For(0, 4000, i => Add(store, i));

        Assert.Equal(Enumerable.Range(1, 4000).Select(i => (long)i), store.Read(0, 4000, null, null).Select(message => message.Sequence));
    }

    private static MessageStore Store(int keep, int remember, long bytes = 1_000_000) =>
        new(Options.Create(new StubOptions { KeepMessages = keep, RememberIds = remember, KeepBytes = bytes }), TimeProvider.System);

    private static void Add(MessageStore store, params int[] ids)
    {
        foreach (var id in ids)
        {
            store.Add(
                [new DeliveredEvent(DeliveredEvent.IdentityOf("s", id.ToString(CultureInfo.InvariantCulture)), "t", null, new byte[10])], "w", null);
        }
    }
}
