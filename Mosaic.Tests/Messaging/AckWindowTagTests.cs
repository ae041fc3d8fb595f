using Microsoft.Extensions.Time.Testing;
using Mosaic.Messaging;

namespace Mosaic.Tests.Messaging;

public sealed class AckWindowTagTests
{
    [Fact]
    public void Take_AfterTheTagsBehindTheFirstWentSingly_NamesOnlyTheFirst()
    {
        // RabbitMQ closes the channel over a tag that was acknowledged before, also as the last of many.
        var window = new AckWindow(new FakeTimeProvider());
        for (var n = 0; n < 3; n++)
        {
            window.Add();
        }

        var singly = new List<ulong>();
        window.Complete(2);
        window.Complete(3);
        window.Take(out _, singly);
        window.Take(out _, singly);
        Assert.Equal([2UL, 3UL], singly);

        singly.Clear();
        window.Complete(1);
        window.Take(out var upTo, singly);
        Assert.Equal(1UL, upTo);
        Assert.Empty(singly);
    }
}
