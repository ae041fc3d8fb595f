using Mosaic.HiveBackendStub.Devices;

namespace Mosaic.Tests.HiveBackendStub.Devices;

public sealed class DeviceRegistryTests
{
    [Fact]
    public void Devices_BeyondTheCapacity_TakeTheLongestRegisteredOnesPlaces()
    {
        var registry = new DeviceRegistry(TimeProvider.System);
        var devices = Enumerable.Range(0, DeviceRegistry.Capacity + 10).Select(_ => Guid.NewGuid().ToString("D")).ToArray();
        foreach (var device in devices)
        {
            registry.Add(new DeviceToken(device, "token", DateTimeOffset.UnixEpoch));
        }

        Assert.Equal(DeviceRegistry.Capacity, registry.Count);
        Assert.Null(registry.Find(devices[9]));
        Assert.NotNull(registry.Find(devices[10]));
        registry.Add(new DeviceToken(devices[10], "token", DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal((DeviceRegistry.Capacity, DateTimeOffset.UnixEpoch.AddDays(1)), (registry.Count, registry.Find(devices[10])!.Expires));
    }
}
