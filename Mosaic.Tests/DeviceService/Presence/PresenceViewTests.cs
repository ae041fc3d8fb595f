using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Mosaic.DeviceService.Presence;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Presence;

public sealed class PresenceViewTests
{
    private static readonly Guid Device = Guid.NewGuid();
    private readonly FakeTimeProvider _time = new();
    private readonly PresenceView _view;

    public PresenceViewTests() => _view = Create(100);

    [Fact]
    public void Device_ThatNobodyAnnounced_IsUnknown() => Assert.Null(_view.Find(Device));

    [Fact]
    public void End_OfTheNewestSession_Disconnects()
    {
        var session = Begin(Device, 1);
        End(Device, session, 1, "heartbeat_lost");

        var known = _view.Find(Device)!;
        Assert.False(known.Connected);
        Assert.Equal(("heartbeat_lost", session), (known.LastDisconnect!.Reason, known.LastDisconnect.Session));
    }

    [Fact]
    public void End_OfAnOlderSession_ChangesNothing()
    {
        var old = Begin(Device, 1);
        var newest = Begin(Device, 2);
        End(Device, old, 1, "session_replaced");

        Assert.Equal((true, newest, 2L), (_view.Find(Device)!.Connected, _view.Find(Device)!.Session, _view.Find(Device)!.Epoch));
    }

    [Fact]
    public void Begin_ThatComesAfterItsEnd_ChangesNothing()
    {
        var session = Guid.NewGuid();
        End(Device, session, 5, "closed_by_device");
        Begin(Device, 5, session);

        Assert.False(_view.Find(Device)!.Connected);
    }

    [Fact]
    public void Sessions_OfALostInstance_EndUpToItsEpoch()
    {
        var lost = Begin(Device, 3);
        var (newer, other) = (Guid.NewGuid(), Guid.NewGuid());
        Begin(newer, 4);
        Begin(other, 1, instance: "ws-2");

        var ended = Assert.Single(_view.EndSessions(new InstanceLoss("ws-1", 3, _time.GetUtcNow())));

        Assert.Equal((Device, lost, 3L, true), (ended.Device, ended.Session, ended.Epoch, ended.Connected));
        Assert.Equal((false, "instance_lost"), (_view.Find(Device)!.Connected, _view.Find(Device)!.LastDisconnect!.Reason));
        Assert.True(_view.Find(newer)!.Connected);
        Assert.True(_view.Find(other)!.Connected);
        Assert.Empty(_view.EndSessions(new InstanceLoss("ws-1", 3, _time.GetUtcNow())));
    }

    [Fact]
    public void Session_ThatWasLost_DoesNotComeBackAndIsContradicted()
    {
        var session = Begin(Device, 1);
        _view.EndSessions(new InstanceLoss("ws-1", 1, _time.GetUtcNow()));

        Assert.False(_view.Apply(new SessionAnnouncement(Device, session, 1, "ws-1", _time.GetUtcNow(), null)));
        Assert.False(_view.Find(Device)!.Connected);

        Begin(Device, 2);
        Assert.True(_view.Find(Device)!.Connected);
        Assert.True(_view.Apply(new SessionAnnouncement(Device, session, 1, "ws-1", _time.GetUtcNow(), "instance_lost")));
        Assert.True(_view.Find(Device)!.Connected);
    }

    [Fact]
    public void Epoch_OfAnInstance_IsThatOfItsNewestLiveSession()
    {
        Assert.Null(_view.EpochOf("ws-1"));
        var session = Begin(Device, 5);
        Begin(Guid.NewGuid(), 3);
        Begin(Guid.NewGuid(), 9, instance: "ws-2");
        Assert.Equal((5L, 3L), (_view.EpochOf("ws-1"), _view.EpochOf("ws-1", 4)));

        End(Device, session, 5, "shutdown");
        Assert.Equal(3L, _view.EpochOf("ws-1"));
    }

    [Fact]
    public void List_IsPagedInTheOrderOfTheUuidsAndFiltered()
    {
        var devices = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).OrderBy(device => device.ToString("D"), StringComparer.Ordinal).ToArray();
        foreach (var device in devices)
        {
            Begin(device, 1);
        }

        End(devices[2], _view.Find(devices[2])!.Session, 1, "shutdown");

        var first = _view.List(null, null, 2);
        var second = _view.List(null, first.Next, 10);

        Assert.Equal(devices[..2], first.Devices.Select(device => device.Device));
        Assert.Equal(devices[2..], second.Devices.Select(device => device.Device));
        Assert.Null(second.Next);
        Assert.Equal(4, _view.List(true, null, 10).Devices.Count);
        Assert.Equal(devices[2], _view.List(false, null, 10).Devices.Single().Device);
        Assert.Null(_view.List(true, null, 4).Next);
    }

    [Fact]
    public void Ended_BeyondTheLimit_AreForgottenOldestFirst()
    {
        var view = Create(2);
        var devices = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var device in devices)
        {
            view.Apply(new SessionAnnouncement(device, Guid.NewGuid(), 1, "ws-1", _time.GetUtcNow(), "shutdown"));
        }

        Assert.Null(view.Find(devices[0]));
        Assert.NotNull(view.Find(devices[1]));
        Assert.NotNull(view.Find(devices[2]));
    }

    private static PresenceView Create(int maxEnded) => new(Options.Create(new PresenceOptions { MaxEnded = maxEnded }));

    private Guid Begin(Guid device, long epoch, Guid? session = null, string instance = "ws-1")
    {
        var id = session ?? Guid.NewGuid();
        _view.Apply(new SessionAnnouncement(device, id, epoch, instance, _time.GetUtcNow(), null));
        return id;
    }

    private void End(Guid device, Guid session, long epoch, string reason) =>
        _view.Apply(new SessionAnnouncement(device, session, epoch, "ws-1", _time.GetUtcNow(), reason));
}
