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

        Assert.Equal((2, []), Take());
        Assert.Equal((0, []), Take());
    }

    [Fact]
    public void Take_WhenTheLastBeforeAnOpenOneWasAcknowledgedSingly_GivesTheOneBefore()
    {
        Deliver(3);
        _window.Complete(2);
        Take();
        Assert.Equal((0, [2ul]), Take());

        _window.Complete(1);

        // Not 2, which RabbitMQ does not know any more.
        Assert.Equal((1, []), Take());
        _window.Complete(3);
        Assert.Equal((3, []), Take());
    }

    private void Deliver(int count)
    {
        for (var i = 0; i < count; i++) _window.Add();
    }

    private (ulong UpTo, ulong[] Singly) Take()
    {
        var singly = new List<ulong>();
        _window.Take(out var upTo, singly);
        return (upTo, [.. singly]);
    }
}
