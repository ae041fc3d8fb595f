using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.DeviceService.Rebalancing;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Rebalancing;

public sealed class MembershipTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Instance_Alone_OwnsEverything()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Own(Create("a")));
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 8)]
    [InlineData(3, 5)]
    public void Partitions_OfInstancesThatKnowEachOther_HaveOneOwnerEachAndAreSpreadEvenly(int partitions, int count)
    {
        var names = Enumerable.Range(0, count).Select(number => $"instance-{number}").ToArray();
        var shares = names.Select(name =>
        {
            var view = Create(name);
            foreach (var other in names.Reverse())
            {
                Say(view, ControlKinds.Consuming, other);
            }

            return Own(view, partitions);
        }).ToArray();

        Assert.Equal(Enumerable.Range(0, partitions), shares.SelectMany(share => share).Order());
        Assert.InRange(shares.Max(share => share.Length) - shares.Min(share => share.Length), 0, 1);
    }

    [Fact]
    public void Instance_ThatLeaves_HasNoShareAnyMore()
    {
        var view = Create("a");
        Say(view, ControlKinds.Consuming, "b");
        Assert.Equal([0, 2, 4, 6], Own(view));

        Say(view, ControlKinds.Leaving, "b");

        Assert.Equal(8, Own(view).Length);
        Assert.Equal(1, view.Count);
    }

    [Fact]
    public void Instance_ThatIsSilentForThreeHeartbeats_IsGone()
    {
        var view = Create("b");
        Say(view, ControlKinds.Consuming, "a");
        Say(view, ControlKinds.Consuming, "c");

        _time.Advance(Heartbeat * 3);
        Say(view, ControlKinds.Consuming, "c");
        view.ForgetSilent();
        Assert.Equal(3, view.Count);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        view.ForgetSilent();
        Assert.Equal(2, view.Count);
        Assert.Equal([0, 2, 4, 6], Own(view));
    }

    [Fact]
    public void Instances_AreSettled_WhenTheyHaveBeenTheSameForAHeartbeat()
    {
        var view = Create("a");
        Assert.False(view.AreSettled);

        _time.Advance(Heartbeat);
        Assert.True(view.AreSettled);

        Say(view, ControlKinds.Consuming, "b");
        Assert.False(view.AreSettled);

        _time.Advance(Heartbeat);
        Say(view, ControlKinds.Consuming, "b");
        Say(view, ControlKinds.Leaving, "unknown");
        Assert.True(view.AreSettled);
    }

    [Theory]
    [InlineData(ControlKinds.Heartbeat, "b")] // An instance of the WebSocket Service.
    [InlineData(ControlKinds.Snapshot, "b")]
    [InlineData(ControlKinds.Consuming, null)]
    [InlineData(ControlKinds.Leaving, "a")]
    public void Message_ThatIsAboutSomethingElse_ChangesNothing(string kind, string? instance)
    {
        var view = Create("a");

        Say(view, kind, instance);

        Assert.Equal(1, view.Count);
        Assert.Equal(8, Own(view).Length);
    }

    private Membership Create(string self) =>
        new(Options.Create(new MessagingOptions { Instance = self }), Options.Create(new RebalancingOptions { Heartbeat = Heartbeat }), _time);

    private static int[] Own(Membership view, int partitions = 8) => [.. Enumerable.Range(0, partitions).Where(view.Owns)];

    private static void Say(Membership view, string kind, string? instance)
    {
        var headers = new Dictionary<string, object?>();
        if (instance is not null)
        {
            headers[ControlKinds.InstanceField] = System.Text.Encoding.UTF8.GetBytes(instance);
        }

        view.Take(new BasicProperties { Type = kind, Headers = headers });
    }
}
