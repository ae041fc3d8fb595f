using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class AckWindowTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Done_FromTheFirstOn_IsAcknowledgedTogether()
    {
        var window = Window(5);
        window.Complete(2);
        window.Complete(1);
        window.Complete(3);

        Assert.Equal((3ul, ""), Take(window));
        Assert.Equal((0ul, ""), Take(window));
        Assert.False(window.HasMore());
    }

    [Fact]
    public void Done_BehindAnOpenOne_IsAcknowledgedSinglyTheNextTime()
    {
        var window = Window(4);
        window.Complete(2);
        window.Complete(4);

        Assert.Equal((0ul, ""), Take(window));
        Assert.True(window.HasMore());
        Assert.Equal((0ul, "2,4"), Take(window));
        Assert.False(window.HasMore());
    }

    [Fact]
    public void Abandoned_IsNeverAcknowledgedAndNotWaitedFor()
    {
        var window = Window(3);
        window.Complete(1);
        window.Abandon(2);
        Assert.True(window.HasOpen);
        window.Complete(3);

        Assert.False(window.HasOpen);
        Assert.Equal((1ul, ""), Take(window));
        Assert.Equal((0ul, "3"), Take(window));
        Assert.False(window.HasMore());
    }

    /// <summary>RabbitMQ closes the channel when "all up to" names one that is acknowledged already.</summary>
    [Fact]
    public void OpenOne_DoneAfterThoseBehindIt_IsAcknowledgedWithoutNamingThemAgain()
    {
        var window = Window(3);
        window.Complete(2);
        window.Complete(3);
        Take(window);
        Assert.Equal((0ul, "2,3"), Take(window));
        window.Complete(1);

        Assert.Equal((1ul, ""), Take(window));
    }

    [Fact]
    public void OpenOne_DoneBeforeThoseBehindIt_IsAcknowledgedWithoutNamingTheSingleOneAgain()
    {
        var window = Window(3);
        window.Complete(2);
        Take(window);
        Assert.Equal((0ul, "2"), Take(window));
        window.Complete(1);

        Assert.Equal((1ul, ""), Take(window));
        window.Complete(3);
        Assert.Equal((3ul, ""), Take(window));
    }

    [Fact]
    public void Age_IsThatOfTheOldestOpenOne()
    {
        var window = Window(1);
        _time.Advance(TimeSpan.FromSeconds(7));
        window.Add();

        Assert.Equal(TimeSpan.FromSeconds(7), window.OldestAge());
        window.Complete(1);
        Take(window);
        Assert.Equal(TimeSpan.Zero, window.OldestAge());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), window.OldestAge());
        window.Complete(2);
        Take(window);
        Assert.Equal(TimeSpan.Zero, window.OldestAge());
    }

    [Property(MaxTest = 200)]
    public void Operations_InAnyOrder_AcknowledgeEachDoneDeliveryOnceAndNoOther(int seed)
    {
        var random = new Random(seed);
        var window = new AckWindow(_time);
        var open = new List<ulong>();
        var done = new HashSet<ulong>();
        var unacknowledged = new SortedSet<ulong>(); // As RabbitMQ keeps them.
        for (ulong step = 0, last = 0; step < 6000; step++)
        {
            switch (random.Next(8))
            {
                case < 4:
                    window.Add();
                    open.Add(++last);
                    unacknowledged.Add(last);
                    break;
                case < 7 when open.Count > 0:
                    var index = random.Next(Math.Min(open.Count, 20));
                    window.Complete(open[index]);
                    done.Add(open[index]);
                    open.RemoveAt(index);
                    break;
                default:
                    Acknowledge();
                    break;
            }
        }

        open.ForEach(window.Complete);
        done.UnionWith(open);
        for (var calls = 0; window.HasMore(); calls++)
        {
            Assert.InRange(calls, 0, 2);
            Acknowledge();
        }

        Assert.Empty(unacknowledged);

        void Acknowledge()
        {
            var singly = new List<ulong>();
            window.Take(out var upTo, singly);
            if (upTo > 0)
            {
                Assert.Contains(upTo, unacknowledged);
                var together = unacknowledged.GetViewBetween(0, upTo).ToList();
                Assert.All(together, tag => Assert.Contains(tag, done));
                unacknowledged.ExceptWith(together);
            }

            foreach (var tag in singly)
            {
                Assert.Contains(tag, done);
                Assert.True(unacknowledged.Remove(tag));
            }
        }
    }

    private AckWindow Window(int deliveries)
    {
        var window = new AckWindow(_time);
        for (var i = 0; i < deliveries; i++)
        {
            window.Add();
        }

        return window;
    }

    private static (ulong UpTo, string Singly) Take(AckWindow window)
    {
        var singly = new List<ulong>();
        window.Take(out var upTo, singly);
        return (upTo, string.Join(',', singly));
    }
}
