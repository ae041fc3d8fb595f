using Mosaic.HiveConsole.Sent;

namespace Mosaic.Tests.HiveConsole.Sent;

public sealed class SentMessagesTests
{
    private static readonly Guid Device = Guid.NewGuid();

    [Fact]
    public void Newest_OfADevice_ComesNewestFirst()
    {
        var sent = new SentMessages();
        Add(sent);
        sent.Add(Guid.NewGuid(), isRequest: true, DateTimeOffset.UnixEpoch, null);
        Add(sent);
        Add(sent);

        Assert.Equal([4, 3], sent.Newest(Device, 2).Select(message => message.Sequence));
    }

    [Fact]
    public void Add_BeyondTheMost_DropsTheOldest()
    {
        var sent = new SentMessages();

        for (var i = 0; i < SentMessages.MostMessages + 2; i++)
        {
            Add(sent);
        }

        var kept = sent.Newest(Device, int.MaxValue);
        Assert.Equal(SentMessages.MostMessages, kept.Count);
        Assert.Equal(3, kept[^1].Sequence);
    }

    [Fact]
    public void Grow_BeyondTheMostBytes_DropsTheOldest()
    {
        var sent = new SentMessages();
        var messages = Enumerable.Range(0, 4).Select(_ => Add(sent)).ToArray();

        foreach (var message in messages)
        {
            sent.Grow(message, SentMessages.MostBytes / 3);
        }

        Assert.Equal([4, 3, 2], sent.Newest(Device, 10).Select(message => message.Sequence));

        // One that was dropped while it waited holds nothing any more that would count.
        sent.Grow(messages[0], SentMessages.MostBytes);
        Assert.Equal(3, sent.Newest(Device, 10).Count);
    }

    private static SentMessage Add(SentMessages sent) => sent.Add(Device, isRequest: true, DateTimeOffset.UnixEpoch, null);
}
