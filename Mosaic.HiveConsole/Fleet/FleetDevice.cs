namespace Mosaic.HiveConsole.Fleet;

/// <summary>
/// What the console knows of one device. What a delivery touches are plain fields written without a lock: the stream
/// looks at them a few times a second, and only while somebody watches.
/// </summary>
/// <param name="id">The device's UUID.</param>
/// <param name="index">Its place in the fleet, which it keeps.</param>
internal sealed class FleetDevice(Guid id, int index)
{
    /// <summary>How many begins and ends of sessions are kept.</summary>
    internal const int KeptHistory = 50;

    private readonly List<PresenceEntry> _history = [];
    private PresenceEntry? _newest;
    private int _awaiting;
    private int _troubles;
    private bool _pulse;
    private long _lastMessageAt;
    private string? _lastType;
    private long _lastSequence;
    private long _version;

    internal Guid Id => id;

    internal int Index => index;

    internal int Awaiting => Volatile.Read(ref _awaiting);

    internal Troubles Troubles => (Troubles)Volatile.Read(ref _troubles);

    /// <summary>The newest session's begin or end; null when none was heard of.</summary>
    internal PresenceEntry? Presence => Volatile.Read(ref _newest);

    /// <summary>When its last message arrived, the message's type and its place in the store; presence does not count.</summary>
    internal (DateTimeOffset At, string Type, long Sequence)? LastMessage => Volatile.Read(ref _lastType) is { } type
        ? (new DateTimeOffset(Volatile.Read(ref _lastMessageAt), TimeSpan.Zero), type, Volatile.Read(ref _lastSequence))
        : null;

    /// <summary>Grows with every change of what a device's page shows.</summary>
    internal long Version => Interlocked.Read(ref _version);

    internal DeviceState State
    {
        get
        {
            if (Troubles != Troubles.None)
            {
                return DeviceState.Trouble;
            }

            if (Awaiting > 0)
            {
                return DeviceState.Awaiting;
            }

            return Presence is { Connected: true } ? DeviceState.Connected : DeviceState.Away;
        }
    }

    /// <summary>What was heard of its sessions, newest last.</summary>
    internal PresenceEntry[] History()
    {
        lock (_history)
        {
            return [.. _history];
        }
    }

    /// <summary>Takes news of a session in; an older one goes to the history only, one that is known nowhere.</summary>
    internal void Hear(PresenceEntry entry)
    {
        lock (_history)
        {
            var place = _history.FindIndex(known => !entry.IsAfter(known));
            if (place < 0)
            {
                place = _history.Count;
            }
            else if (_history[place].Epoch == entry.Epoch && _history[place].Connected == entry.Connected)
            {
                return;
            }

            _history.Insert(place, entry);
            if (_history.Count > KeptHistory)
            {
                _history.RemoveAt(0);
            }

            if (entry.IsAfter(_newest))
            {
                Volatile.Write(ref _newest, entry);
            }
        }
        Touch();
    }

    internal void MessageTaken(long utcTicks, string type, long sequence)
    {
        Volatile.Write(ref _lastMessageAt, utcTicks);
        Volatile.Write(ref _lastSequence, sequence);
        Volatile.Write(ref _lastType, type);
        Volatile.Write(ref _pulse, true);
        Touch();
    }

    internal void Set(Troubles trouble, bool holds)
    {
        if (((Troubles & trouble) != Troubles.None) == holds)
        {
            return;
        }

        if (holds)
        {
            Interlocked.Or(ref _troubles, (int)trouble);
        }
        else
        {
            Interlocked.And(ref _troubles, ~(int)trouble);
        }

        Touch();
    }

    internal void Await(int more)
    {
        Interlocked.Add(ref _awaiting, more);
        Touch();
    }

    internal void Touch() => Interlocked.Increment(ref _version);

    /// <summary>Whether a message arrived since this was asked last.</summary>
    internal bool TakePulse()
    {
        if (!Volatile.Read(ref _pulse))
        {
            return false;
        }

        Volatile.Write(ref _pulse, false);
        return true;
    }
}

/// <summary>What a tile shows. The numbers are those of the stream; the first one that holds, from the last, is shown.</summary>
internal enum DeviceState : byte
{
    /// <summary>Not known to be connected.</summary>
    Away = 0,

    /// <summary>Has a live session, as far as was heard.</summary>
    Connected = 1,

    /// <summary>A request sent through the stub waits for the device's answer.</summary>
    Awaiting = 2,

    /// <summary>See <see cref="Troubles"/>.</summary>
    Trouble = 3,
}

/// <summary>Why a device is shown to be in trouble.</summary>
[Flags]
internal enum Troubles
{
    None = 0,

    /// <summary>The last delivery with a message of the device was not taken by the stub; ends with the next that is.</summary>
    DeliveryRefused = 1,

    /// <summary>The last request was not confirmed in time, or with 500 and above; ends with the next request.</summary>
    RequestFailed = 2,
}
