using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Mosaic.HiveConsole.Fleet;

/// <summary>Every device the stub has heard of, in the order it did. None is ever removed, so a device keeps its place.</summary>
public sealed class DeviceFleet(IOptions<ConsoleOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, FleetDevice> _byId = new();
    private readonly Lock _adding = new();
    private readonly int _most = options.Value.MaxDevices;
    private FleetDevice[] _byIndex = new FleetDevice[64];
    private int _count;
    private bool _full;
    private bool _changed;

    /// <summary>Whether a device was left out, because there were <see cref="ConsoleOptions.MaxDevices"/> already.</summary>
    internal bool IsFull => Volatile.Read(ref _full);

    /// <summary>The devices of this moment, by index.</summary>
    internal ReadOnlySpan<FleetDevice> Devices
    {
        get
        {
            // The count first: an array that is read after it holds at least as many.
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _byIndex).AsSpan(0, count);
        }
    }

    /// <summary>A device got a token.</summary>
    public void Registered(Guid device) => Add(device);

    internal FleetDevice? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>The device, a new one when it is not known yet; null when there are too many.</summary>
    internal FleetDevice? Add(Guid id)
    {
        if (_byId.TryGetValue(id, out var known))
        {
            return known;
        }

        lock (_adding)
        {
            if (_byId.TryGetValue(id, out known))
            {
                return known;
            }

            if (_count == _most)
            {
                Volatile.Write(ref _full, true);
                return null;
            }
            var device = new FleetDevice(id, _count);
            Append(device);
            _byId[id] = device;
            Change();
            return device;
        }
    }

    /// <summary>An event of a device was stored.</summary>
    /// <param name="id">The device.</param>
    /// <param name="type">The event's <c>type</c>.</param>
    /// <param name="sequence">Its place among the messages; that of its first delivery where this one repeats it.</param>
    /// <param name="json">The event as delivered.</param>
    public void Delivered(Guid id, string type, long sequence, ReadOnlyMemory<byte> json)
    {
        if (Add(id) is { } device)
        {
            var now = time.GetUtcNow();
            device.Set(Troubles.DeliveryRefused, holds: false);
            if (!PresenceEvent.Is(type))
            {
                device.MessageTaken(now.UtcTicks, type, sequence);
            }
            else if (PresenceEvent.Read(type, json, now) is { } entry)
            {
                device.Hear(entry);
            }
        }
        Change();
    }

    /// <summary>An event of a device was delivered, but the backend did as if it could not take it.</summary>
    public void Refused(Guid id)
    {
        Add(id)?.Set(Troubles.DeliveryRefused, holds: true);
        Change();
    }

    /// <summary>Something that the stream shows may have changed.</summary>
    internal void Change()
    {
        if (!Volatile.Read(ref _changed))
        {
            Volatile.Write(ref _changed, true);
        }
    }

    /// <summary>Whether anything changed since this was asked last.</summary>
    internal bool TakeChange() => Interlocked.Exchange(ref _changed, false);

    private void Append(FleetDevice device)
    {
        var devices = _byIndex;
        if (device.Index == devices.Length)
        {
            Array.Resize(ref devices, devices.Length * 2);
            Volatile.Write(ref _byIndex, devices);
        }
        devices[device.Index] = device;
        Volatile.Write(ref _count, device.Index + 1);
    }
}
