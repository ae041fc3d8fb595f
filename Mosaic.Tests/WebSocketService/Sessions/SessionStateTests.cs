using Microsoft.Extensions.Time.Testing;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.Tests.WebSocketService.Sessions;

/// <summary>What a session remembers and counts.</summary>
public sealed class SessionStateTests
{
    [Fact]
    public void RecentIds_KnowWhatWasPublishedAndConfirmed()
    {
        var ids = new RecentIds(window: 64);

        Assert.Null(Add(ids, "a"));
        Assert.False(Add(ids, "a"));
        ids.Confirm(RecentIds.KeyOf("a"));
        Assert.True(Add(ids, "a"));
        ids.Forget(RecentIds.KeyOf("a"));
        Assert.Null(Add(ids, "a"));
        ids.Confirm(RecentIds.KeyOf("unknown"));
        Assert.Null(Add(ids, "unknown"));
    }

    [Fact]
    public void RecentIds_OverTheirCapacity_ForgetTheOldestThatIsConfirmed()
    {
        var ids = new RecentIds(window: 64);
        Assert.Null(Add(ids, "in flight"));
        for (var number = 0; number < 1024; number++)
        {
            Assert.Null(Add(ids, $"{number}"));
            ids.Confirm(RecentIds.KeyOf($"{number}"));
        }

        Assert.False(Add(ids, "in flight"));
        Assert.True(Add(ids, "1"));
        Assert.Null(Add(ids, "0"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(10_000)]
    public void RecentIds_OfAWholeWindowInFlight_AreAllKnownHoweverManyFollow(int window)
    {
        var ids = new RecentIds(window);
        var inFlight = Enumerable.Range(0, window - 1).Select(number => RecentIds.KeyOf($"in flight {number}")).ToArray();
        Assert.All(inFlight, key => Assert.Null(ids.Add(key)));
        for (var number = 0; number < 3 * Math.Max(1024, window); number++)
        {
            var key = RecentIds.KeyOf($"{number}");
            Assert.Null(ids.Add(key));
            if (number % 7 == 0)
            {
                ids.Forget(key);
                Assert.Null(ids.Add(key));
            }

            ids.Confirm(key);
        }

        Assert.All(inFlight, key => Assert.False(ids.Add(key)));
    }

    [Fact]
    public void RecentRing_AnyOperations_KnowsWhatAListOfTheSameKnows()
    {
        // The model: ids in the order of their places, of which the oldest that may go makes room.
        var random = new Random(7);
        var ring = new RecentRing<int>(40, value => value % 2 == 0);
        var known = new Dictionary<UInt128, int>();
        for (var step = 0; step < 100_000; step++)
        {
            var key = RecentIds.KeyOf($"{random.Next(60)}");
            var value = random.Next(100);
            if (random.Next(4) == 0)
            {
                ring.Remove(key);
                known.Remove(key);
            }
            else
            {
                ring.Set(key, value);
                known[key] = value;
            }

            // What it has forgotten may be forgotten, and only with more ids than it holds.
            foreach (var (forgotten, last) in known.Where(entry => !ring.TryGet(entry.Key, out _)).ToArray())
            {
                Assert.True(last % 2 == 0 || known.Values.Count(other => other % 2 == 1) >= 40, $"{last} was forgotten in step {step}.");
                known.Remove(forgotten);
            }

            Assert.InRange(known.Count, 0, 40);
            Assert.All(known, entry => Assert.True(ring.TryGet(entry.Key, out var found) && found == entry.Value));
        }
    }

    [Fact]
    public void RecentIds_OfASession_TakeABoundedSizeWhateverTheirLength()
    {
        // 22 bytes for the place of each and one for its state; the arrays have doubled to that, so that at most twice as much was allocated.
        var keys = Enumerable.Range(0, 4000).Select(number => RecentIds.KeyOf($"{new string('x', 120)}{number}")).ToArray();
        var ids = new RecentIds(window: 64);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Confirm(ids, keys.AsSpan(0, 1024));
        var full = GC.GetAllocatedBytesForCurrentThread();
        Confirm(ids, keys.AsSpan(1024));

        Assert.Equal(full, GC.GetAllocatedBytesForCurrentThread());
        Assert.InRange(full - before, 1024 * 22, 2 * 1024 * 24);
    }

    private static void Confirm(RecentIds ids, ReadOnlySpan<UInt128> keys)
    {
        foreach (var key in keys)
        {
            ids.Add(key);
            ids.Confirm(key);
        }
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

    private static bool? Add(RecentIds ids, string id) => ids.Add(RecentIds.KeyOf(id));

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
