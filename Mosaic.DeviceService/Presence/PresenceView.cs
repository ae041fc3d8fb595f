using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Presence;

/// <summary>
/// Which devices are connected, as far as the WebSocket Service's instances have announced it. Of a device the session
/// with the greatest epoch counts, so that a late end of an old session changes nothing.
/// </summary>
internal sealed class PresenceView(IOptions<PresenceOptions> options)
{
    private readonly int _maxEnded = options.Value.MaxEnded;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, DevicePresence> _devices = [];
    private readonly SortedSet<Guid> _order = [];
    private readonly Queue<(Guid Device, Guid Session)> _ended = new();
    private bool _isCurrent;

    /// <summary>A device's session was announced, or announced again. Raised on the reader's thread.</summary>
    public event Action<Guid>? Connected;

    /// <summary>Whether all has been read that was announced before this instance started.</summary>
    public bool IsCurrent { get => Volatile.Read(ref _isCurrent); set => Volatile.Write(ref _isCurrent, value); }

    /// <summary>Raises <see cref="Connected"/>.</summary>
    public void ReportConnected(Guid device) => Connected?.Invoke(device);

    /// <summary>What is known about a device; null when nothing is.</summary>
    public DevicePresence? Find(Guid device)
    {
        lock (_lock)
        {
            return _devices.GetValueOrDefault(device);
        }
    }

    /// <summary>A page of devices behind <paramref name="after"/>.</summary>
    public DeviceList List(bool? connected, Guid? after, int limit)
    {
        lock (_lock)
        {
            var devices = new List<DevicePresence>();
            foreach (var id in after is { } start ? _order.GetViewBetween(start, Guid.AllBitsSet) : _order)
            {
                var device = _devices[id];
                if (id == after || (connected is { } wanted && device.Connected != wanted))
                {
                    continue;
                }

                if (devices.Count == limit)
                {
                    return new DeviceList(devices, devices[^1].Device);
                }

                devices.Add(device);
            }

            return new DeviceList(devices, null);
        }
    }

    /// <summary>An announcement has come.</summary>
    /// <returns>False when it announces as live a session that was taken for lost: the end of a session is final.</returns>
    public bool Apply(SessionAnnouncement announced)
    {
        lock (_lock)
        {
            var known = _devices.GetValueOrDefault(announced.Device);
            if (known is not null && IsOlder(announced, known))
            {
                return announced.Ended is not null || announced.Session != known.Session || known.LastDisconnect?.Reason != DisconnectReasons.InstanceLost;
            }

            if (announced.Ended is { } reason)
            {
                End(announced.Device, announced.Session, announced.Epoch, announced.Since, announced.Instance, reason);
            }
            else
            {
                Set(new DevicePresence(announced.Device, true, announced.Session, announced.Epoch, announced.Since, announced.Instance, known?.LastDisconnect));
            }

            return true;
        }
    }

    /// <summary>The greatest epoch of an instance's live sessions up to <paramref name="most"/>; null when there are none.</summary>
    public long? EpochOf(string instance, long most = long.MaxValue)
    {
        lock (_lock)
        {
            return _devices.Values.Where(device => IsOf(device, instance, most)).Max(device => (long?)device.Epoch);
        }
    }

    /// <summary>Ends the live sessions of an instance that is lost.</summary>
    /// <returns>Those sessions.</returns>
    public IReadOnlyList<DevicePresence> EndSessions(InstanceLoss loss)
    {
        lock (_lock)
        {
            var lost = _devices.Values.Where(device => IsOf(device, loss.Instance, loss.Epoch)).ToArray();
            foreach (var device in lost)
            {
                End(device.Device, device.Session, device.Epoch, loss.At, loss.Instance, DisconnectReasons.InstanceLost);
            }

            return lost;
        }
    }

    private static bool IsOf(DevicePresence device, string instance, long most) =>
        device.Connected && device.Epoch <= most && device.Instance == instance;

    private static bool IsOlder(SessionAnnouncement announced, DevicePresence known) =>
        announced.Epoch < known.Epoch
        || (announced.Epoch == known.Epoch && announced.Session != known.Session)
        || (announced.Epoch == known.Epoch && announced.Ended is null && !known.Connected);

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

/// <summary>What is remembered about devices: section <c>Presence</c> of the configuration.</summary>
internal sealed class PresenceOptions
{
    public const string Section = "Presence";

    /// <summary>Devices without a live session that are remembered; the longest gone are forgotten first.</summary>
    [Range(0, 10_000_000), Unit("devices")]
    public int MaxEnded { get; set; } = 100_000;
}
