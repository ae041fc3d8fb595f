using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>
/// Which devices are connected, as far as the WebSocket Service's instances have announced it. Of a device the session
/// with the greatest epoch counts, so that a late end of an old session changes nothing.
/// </summary>
internal sealed class PresenceView(IOptions<PresenceOptions> options, TimeProvider time)
{
    /// <summary>Silent heartbeats after which an instance is taken for gone.</summary>
    private const int MissedHeartbeats = 3;

    private readonly int _maxEnded = options.Value.MaxEnded;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, DevicePresence> _devices = [];
    private readonly SortedSet<Guid> _order = [];
    private readonly Queue<(Guid Device, Guid Session)> _ended = new();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);

    /// <summary>What is known about a device; null when nothing is.</summary>
    internal DevicePresence? Find(Guid device)
    {
        lock (_lock) return _devices.GetValueOrDefault(device);
    }

    /// <summary>A page of devices behind <paramref name="after"/>.</summary>
    internal DeviceList List(bool? connected, Guid? after, int limit)
    {
        lock (_lock)
        {
            var devices = new List<DevicePresence>();
            foreach (var id in after is { } start ? _order.GetViewBetween(start, Guid.AllBitsSet) : _order)
            {
                var device = _devices[id];
                if (id == after || (connected is { } wanted && device.Connected != wanted)) continue;
                if (devices.Count == limit) return new DeviceList(devices, devices[^1].Device);
                devices.Add(device);
            }

            return new DeviceList(devices, null);
        }
    }

    /// <summary>An announcement has come.</summary>
    internal void Apply(SessionAnnouncement announced)
    {
        lock (_lock)
        {
            var known = _devices.GetValueOrDefault(announced.Device);
            if (known is not null && IsOlder(announced, known)) return;
            if (announced.Ended is { } reason) End(announced.Device, announced.Session, announced.Epoch, announced.Since, announced.Instance, reason);
            else Set(new DevicePresence(announced.Device, true, announced.Session, announced.Epoch, announced.Since, announced.Instance, known?.LastDisconnect));
        }
    }

    /// <summary>An instance lives.</summary>
    /// <returns>True when it was not known or taken for gone: its sessions have to be asked for.</returns>
    internal bool Heard(string instance)
    {
        lock (_lock)
        {
            var known = _heard.ContainsKey(instance);
            _heard[instance] = time.GetTimestamp();
            return !known;
        }
    }

    /// <summary>Nothing was heard while nobody listened: the silence begins anew.</summary>
    internal void ForgiveSilence()
    {
        lock (_lock)
        {
            foreach (var instance in _heard.Keys.ToArray()) _heard[instance] = time.GetTimestamp();
            foreach (var device in _devices.Values)
                if (device.Connected) _heard.TryAdd(device.Instance, time.GetTimestamp());
        }
    }

    /// <summary>Takes the sessions of instances that have been silent for too long for ended.</summary>
    internal void EndSilent()
    {
        lock (_lock)
        {
            foreach (var (instance, at) in _heard.ToArray())
            {
                if (time.GetElapsedTime(at) <= ControlKinds.HeartbeatInterval * MissedHeartbeats) continue;
                _heard.Remove(instance);
                foreach (var device in _devices.Values.Where(device => device.Connected && device.Instance == instance).ToArray())
                    End(device.Device, device.Session, device.Epoch, time.GetUtcNow(), instance, DisconnectReasons.InstanceLost);
            }
        }
    }

    // The end of a session is final, unless it was only concluded from its instance's silence.
    private static bool IsOlder(SessionAnnouncement announced, DevicePresence known) =>
        announced.Epoch < known.Epoch
        || (announced.Epoch == known.Epoch && announced.Session != known.Session)
        || (announced.Epoch == known.Epoch && announced.Ended is null && !known.Connected && known.LastDisconnect?.Reason != DisconnectReasons.InstanceLost);

    private void End(Guid device, Guid session, long epoch, DateTimeOffset at, string instance, string reason)
    {
        Set(new DevicePresence(device, false, session, epoch, at, instance, new LastDisconnect(at, reason, session)));
        _ended.Enqueue((device, session));
        while (_ended.Count > _maxEnded)
        {
            var (oldest, itsSession) = _ended.Dequeue();
            if (_devices.TryGetValue(oldest, out var known) && !known.Connected && known.Session == itsSession)
            {
                _devices.Remove(oldest);
                _order.Remove(oldest);
            }
        }
    }

    private void Set(DevicePresence device)
    {
        _devices[device.Device] = device;
        _order.Add(device.Device);
    }
}
