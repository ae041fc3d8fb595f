using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.HiveConsole;
using Mosaic.HiveConsole.Fleet;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Fleet;

public sealed class DeviceFleetTests
{
    private static readonly Guid Device = Guid.Parse(Delivery.Device);

    [Fact]
    public void Add_BeyondTheMost_IsLeftOutAndSaid()
    {
        var fleet = Fleet(most: 2);
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];

        Assert.Equal(0, fleet.Add(ids[0])!.Index);
        Assert.Equal(1, fleet.Add(ids[1])!.Index);
        Assert.False(fleet.IsFull);
        Assert.Null(fleet.Add(ids[2]));

        Assert.True(fleet.IsFull);
        Assert.Same(fleet.Find(ids[0]), fleet.Add(ids[0]));
        Assert.Equal(ids[..2], fleet.Devices.ToArray().Select(device => device.Id));
    }

    [Fact]
    public void Add_ByManyAtOnce_GivesEachDeviceOnePlace()
    {
        var fleet = Fleet(most: 10_000);
        var ids = Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid()).ToArray();

        Parallel.For(0, 8000, i => Assert.Equal(ids[i % ids.Length], fleet.Add(ids[i % ids.Length])!.Id));

        var devices = fleet.Devices.ToArray();
        Assert.Equal(ids.Length, devices.Length);
        Assert.All(devices, device => Assert.Same(device, fleet.Find(device.Id)));
        Assert.Equal(Enumerable.Range(0, ids.Length), devices.Select(device => device.Index));
    }

    [Fact]
    public void Delivered_AfterRefused_EndsTheTrouble()
    {
        var fleet = Fleet(most: 10);

        fleet.Refused(Device);
        Assert.Equal(Troubles.DeliveryRefused, fleet.Devices[0].Troubles);

        fleet.Delivered(Device, "org.example.battery", 0, Utf8("""{"level":1}"""));
        Assert.Equal(Troubles.None, fleet.Devices[0].Troubles);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"epoch":"1"}""")]
    [InlineData("""{"epoch":1.5}""")]
    public void Delivered_PresenceWithoutEpoch_ChangesNothing(string json)
    {
        var fleet = Fleet(most: 10);

        fleet.Delivered(Device, "mosaic.device.connected", 0, Utf8(json));

        Assert.Null(fleet.Devices[0].Presence);
    }

    [Fact]
    public void Delivered_Presence_IsReadWithItsReason()
    {
        var fleet = Fleet(most: 10);

        fleet.Delivered(Device, "mosaic.device.disconnected", 0, Utf8("""{"epoch":"0000000000000007","session":"s-1","time":"2026-11-22T17:00:00Z","data":{"reason":"heartbeat_lost"}}"""));

        var at = new DateTimeOffset(2026, 11, 22, 17, 0, 0, TimeSpan.Zero);
        Assert.Equal(new PresenceEntry(7, false, at, "s-1", "heartbeat_lost"), fleet.Devices[0].Presence);
        Assert.Null(fleet.Devices[0].LastMessage);
    }

    private static DeviceFleet Fleet(int most) => new(Options.Create(new ConsoleOptions { MaxDevices = most }), TimeProvider.System);

    private static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);
}
