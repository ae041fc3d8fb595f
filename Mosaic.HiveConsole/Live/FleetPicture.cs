using Mosaic.HiveConsole.Fleet;
using Mosaic.HiveConsole.Hosting;

namespace Mosaic.HiveConsole.Live;

/// <summary>
/// The fleet as the viewers know it: what was sent of each device last, and so what a change is. Made once for all of
/// them; not for use by several threads at once.
/// </summary>
internal sealed class FleetPicture(DeviceFleet fleet)
{
    private byte[] _states = [];
    private int _count;
    private FleetTotals _totals;

    /// <summary>Everything, for one who has seen nothing.</summary>
    internal byte[] Snapshot()
    {
        using var frame = new Frame("snapshot"u8);
        var devices = fleet.Devices[.._count];
        frame.WriteDevices(devices, _states);
        frame.WriteTotals(_totals);
        return frame.Complete();
    }

    /// <summary>What changed since the last call; null when nothing did. The devices are looked at only when told to.</summary>
    internal byte[]? Delta(in FleetTotals totals, bool fleetChanged)
    {
        if (!fleetChanged && totals == _totals)
        {
            return null;
        }

        var devices = fleet.Devices;
        var added = devices[_count..];
        List<int>? changed = null, pulsing = null;
        Grow(devices.Length);
        foreach (var device in devices)
        {
            if (device.TakePulse())
            {
                (pulsing ??= []).Add(device.Index);
            }

            var state = (byte)device.State;
            if (state == _states[device.Index])
            {
                continue;
            }

            _states[device.Index] = state;
            if (device.Index < _count)
            {
                (changed ??= []).AddRange(device.Index, state);
            }
        }
        _count = devices.Length;
        if (added.IsEmpty && changed is null && pulsing is null && totals == _totals)
        {
            return null;
        }

        _totals = totals;

        using var frame = new Frame("delta"u8);
        frame.WriteDevices(added, _states);
        frame.WriteNumbers("changed", changed);
        frame.WriteNumbers("pulsing", pulsing);
        frame.WriteTotals(totals);
        return frame.Complete();
    }

    private void Grow(int needed)
    {
        if (_states.Length < needed)
        {
            Array.Resize(ref _states, Math.Max(needed, _states.Length * 2));
        }
    }
}

/// <summary>What the stream says of the whole.</summary>
/// <param name="Backend">What was delivered.</param>
/// <param name="Full">Whether devices were left out of the fleet.</param>
/// <param name="PresenceUnread">Whether the Device Service could not be asked who is connected.</param>
internal readonly record struct FleetTotals(HiveTotals Backend, bool Full, bool PresenceUnread);
