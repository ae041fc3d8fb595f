using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging.Consuming;

public sealed class AckWindowTests
{
    private readonly AckWindow _window = new(new FakeTimeProvider());

    [Fact]
    public void Take_WhenAllUpToANumberAreDone_GivesItOnce()
    {
        Deliver(3);
        _window.Complete(1);
        _window.Complete(2);

        Assert.Equal((2ul, ""), Take());
        Assert.Equal((0ul, ""), Take());
    }

    [Fact]
    public void Take_WhenTheLastBeforeAnOpenOneWasAcknowledgedSingly_GivesTheOneBefore()
    {
        Deliver(3);
        _window.Complete(2);
        Take();
        Assert.Equal((0ul, "2"), Take());

        _window.Complete(1);

        // Not 2, which RabbitMQ does not know any more.
        Assert.Equal((1ul, ""), Take());
        _window.Complete(3);
        Assert.Equal((3ul, ""), Take());
    }

    private void Deliver(int count)
    {
        for (var i = 0; i < count; i++) _window.Add();
    }

    private (ulong UpTo, string Singly) Take()
    {
        var singly = new List<ulong>();
        _window.Take(out var upTo, singly);
        return (upTo, string.Join(",", singly));
    }
}
