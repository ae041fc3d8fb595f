using System.Buffers;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.Tests.WebSocketService.Connections;

public sealed class SendQueueTests
{
    [Fact]
    public void Frames_ComeOutInOrder()
    {
        var queue = new SendQueue(10, 1000);
        queue.TryEnqueue(Frame(10));
        queue.TryEnqueue(Frame(20));

        Assert.Equal([10, 20], Drain(queue));
    }

    [Fact]
    public void Queue_FullByCount_RefusesUntilOneIsOut()
    {
        var queue = new SendQueue(2, 1000);
        Assert.True(queue.TryEnqueue(Frame(1)));
        Assert.True(queue.TryEnqueue(Frame(1)));
        Assert.False(queue.TryEnqueue(Frame(1)));
        Assert.True(queue.TryDequeue(out _));
        Assert.True(queue.TryEnqueue(Frame(1)));
    }

    [Fact]
    public void Queue_FullByBytes_RefusesUntilOneIsOut()
    {
        var queue = new SendQueue(100, 100);
        Assert.True(queue.TryEnqueue(Frame(60)));
        Assert.False(queue.TryEnqueue(Frame(41)));
        Assert.True(queue.TryEnqueue(Frame(40)));
        Assert.True(queue.TryDequeue(out _));
        Assert.True(queue.TryEnqueue(Frame(60)));
    }

    [Fact]
    public void Frame_LargerThanTheQueue_IsTakenUnlessAnotherSuchWaits()
    {
        var queue = new SendQueue(100, 100);
        Assert.True(queue.TryEnqueue(Frame(1)));
        Assert.True(queue.TryEnqueue(Frame(300)));
        Assert.False(queue.TryEnqueue(Frame(300)));
        Assert.True(queue.TryEnqueue(Frame(99)));
        Assert.False(queue.TryEnqueue(Frame(1)));
        Assert.Equal([1, 300, 99], Drain(queue));
        Assert.True(queue.TryEnqueue(Frame(300)));
        Assert.True(queue.TryEnqueue(Frame(100)));
        Assert.False(queue.TryEnqueue(Frame(1)));
    }

    [Fact]
    public void Addressed_BeforeTheWelcome_WaitsForItWithinTheBounds()
    {
        var queue = new SendQueue(256, 1_000_000);
        Assert.True(queue.TryEnqueue(Frame(1000)));
        for (var number = 1; number < 256; number++)
        {
            Assert.True(queue.TryEnqueueAddressed(Frame(number)));
        }

        Assert.False(queue.TryEnqueueAddressed(Frame(256)));
        Assert.Equal([1000], Drain(queue));
        Assert.True(queue.TryEnqueueAddressed(Frame(256)));
        Assert.Empty(Drain(queue));

        queue.Open(Frame(2000));
        Assert.Equal([2000, .. Enumerable.Range(1, 256)], Drain(queue));
        Assert.True(queue.TryEnqueueAddressed(Frame(3)));
        queue.Open(Frame(2001));
        Assert.Equal([3, 2001], Drain(queue));
    }

    [Fact]
    public void Acks_OfSeveral_ComeOutTogetherAndOnce()
    {
        var queue = new SendQueue(10, 1000);
        queue.Acknowledge("a");
        queue.Acknowledge("b");

        Assert.Equal(["a", "b"], queue.TakeAcks(null)!);
        Assert.Null(queue.TakeAcks([]));
    }

    [Fact]
    public async Task Waiting_EndsWithAFrameAnAckOrTheEnd()
    {
        var queue = new SendQueue(10, 1000);
        foreach (var fill in (Action[])[() => queue.TryEnqueue(Frame(1)), () => queue.Acknowledge("a"), queue.Complete])
        {
            var waiting = queue.WaitAsync();
            Assert.False(waiting.IsCompleted);
            fill();
            await waiting.WaitAsync(ServiceHost.Patience);
        }
    }

    [Fact]
    public void Queue_Completed_TakesNoMoreAndIsDrainedWhenEmpty()
    {
        var queue = new SendQueue(1, 1000);
        queue.TryEnqueue(Frame(5));
        queue.Complete();

        Assert.True(queue.TryEnqueue(Frame(6))); // Not the device's fault.
        queue.Acknowledge("a");
        Assert.False(queue.IsDrained);
        Assert.Equal([5], Drain(queue));
        Assert.True(queue.IsDrained);
    }

    private static Frame Frame(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    private static List<int> Drain(SendQueue queue)
    {
        var lengths = new List<int>();
        while (queue.TryDequeue(out var frame))
        {
            lengths.Add(frame.Length);
        }

        return lengths;
    }
}
