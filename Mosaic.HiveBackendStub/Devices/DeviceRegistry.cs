using System.Collections.Concurrent;

namespace Mosaic.HiveBackendStub.Devices;

/// <summary>
/// The devices that got a token in this run. Nothing depends on it but what the page shows: a token is good by its
/// signature alone, and a device unknown after a restart is registered again by asking for its next token.
/// </summary>
internal sealed class DeviceRegistry(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DeviceRegistration> _devices = new(StringComparer.Ordinal);

    internal int Count => _devices.Count;

    internal void Add(DeviceToken token) =>
        _devices.AddOrUpdate(
            token.Device,
            device => new DeviceRegistration(device, time.GetUtcNow(), token.Expires),
            (_, known) => known with { Expires = token.Expires });

    internal DeviceRegistration? Find(string device) => _devices.GetValueOrDefault(device);

    internal DeviceRegistration[] List() => [.. _devices.Values.OrderBy(device => device.Registered)];
}
