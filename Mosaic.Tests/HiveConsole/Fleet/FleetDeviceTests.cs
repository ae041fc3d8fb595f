using Mosaic.HiveConsole.Fleet;

namespace Mosaic.Tests.HiveConsole.Fleet;

public sealed class FleetDeviceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void State_OlderEpochAfterNewer_StaysAsTheNewerSaid()
    {
        var device = Device();

        device.Hear(Entry(2, connected: true));
        device.Hear(Entry(1, connected: true));
        device.Hear(Entry(1, connected: false));

        Assert.Equal(DeviceState.Connected, device.State);
        Assert.Equal([(1, true), (1, false), (2, true)], Heard(device));
    }

    [Fact]
    public void State_EndOfTheSameSession_IsAwayAndStaysSo()
    {
        var device = Device();

        device.Hear(Entry(1, connected: true));
        device.Hear(Entry(1, connected: false));
        device.Hear(Entry(1, connected: true));

        Assert.Equal(DeviceState.Away, device.State);
        Assert.Equal([(1, true), (1, false)], Heard(device));
    }

    [Fact]
    public void History_OfManySessions_KeepsTheNewest()
    {
        var device = Device();

        for (var epoch = 1; epoch <= FleetDevice.KeptHistory; epoch++)
        {
            device.Hear(Entry(epoch, connected: true));
            device.Hear(Entry(epoch, connected: false));
        }

        Assert.Equal(FleetDevice.KeptHistory, device.History().Length);
        Assert.Equal((FleetDevice.KeptHistory, false), Heard(device)[^1]);
    }

    [Fact]
    public void State_OfSeveralThatHold_IsTheGravest()
    {
        var device = Device();
        device.Hear(Entry(1, connected: true));
        device.Await(1);
        Assert.Equal(DeviceState.Awaiting, device.State);

        device.Set(Troubles.DeliveryRefused, holds: true);
        Assert.Equal(DeviceState.Trouble, device.State);

        device.Set(Troubles.DeliveryRefused, holds: false);
        device.Await(-1);
        Assert.Equal(DeviceState.Connected, device.State);
    }

    [Fact]
    public void Pulse_AfterMessages_IsTakenOnce()
    {
        var device = Device();
        device.MessageTaken(At.UtcTicks, "org.example.battery", 1);
        device.MessageTaken(At.UtcTicks, "org.example.light", 2);

        Assert.True(device.TakePulse());
        Assert.False(device.TakePulse());
        Assert.Equal((At, "org.example.light", 2), device.LastMessage);
    }

    private static FleetDevice Device() => new(Guid.NewGuid(), 0);

    private static PresenceEntry Entry(long epoch, bool connected) => new(epoch, connected, At, "s", null);

    private static (long, bool)[] Heard(FleetDevice device) => [.. device.History().Select(entry => (entry.Epoch, entry.Connected))];
}
