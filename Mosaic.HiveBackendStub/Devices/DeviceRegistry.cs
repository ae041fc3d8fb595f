namespace Mosaic.HiveBackendStub.Devices;

/// <summary>
/// The devices that got a token in this run, up to a number: the longest registered make room for new ones. Nothing depends on
/// it but what the page shows: a token is good by its signature alone, and a device unknown after a restart is registered again by
/// asking for its next token.
/// </summary>
internal sealed class DeviceRegistry(TimeProvider time)
{
    /// <summary>How many are remembered.</summary>
    internal const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceRegistration> _devices = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _devices.Count;
            }
        }
    }

    internal void Add(DeviceToken token)
    {
        lock (_lock)
        {
            if (_devices.TryGetValue(token.Device, out var known))
            {
                _devices[token.Device] = known with { Expires = token.Expires };
                return;
            }

            if (_devices.Count == Capacity)
            {
                _devices.Remove(_oldest.Dequeue());
            }

            _devices[token.Device] = new DeviceRegistration(token.Device, time.GetUtcNow(), token.Expires);
            _oldest.Enqueue(token.Device);
        }
    }

    internal DeviceRegistration? Find(string device)
    {
        lock (_lock)
        {
            return _devices.GetValueOrDefault(device);
        }
    }

    internal DeviceRegistration[] List()
    {
        lock (_lock)
        {
            return [.. _devices.Values.OrderBy(device => device.Registered)];
        }
    }
}

/// <summary>A device that was registered with this run of the stub.</summary>
/// <param name="Device">The device's UUID, lower case.</param>
/// <param name="Registered">When it first asked for a token.</param>
/// <param name="Expires">When its latest token runs out.</param>
internal sealed record DeviceRegistration(string Device, DateTimeOffset Registered, DateTimeOffset Expires);
