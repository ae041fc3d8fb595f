using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>
/// What is known about the instances of the WebSocket Service. Silence is measured in this watch's own marks in the log and not by a
/// clock: an instance is silent when three marks have no message of it between them. So neither a standstill of this process nor a
/// backlog, nor RabbitMQ's absence, makes an instance look silent that is not.
/// </summary>
internal sealed class InstanceLedger
{
    private const int MissedHeartbeats = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _aliveAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _quietFor = new(StringComparer.Ordinal); // In marks of whichever watch.
    private readonly Dictionary<string, long> _began = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ended = new(StringComparer.Ordinal);
    private readonly List<(InstanceLoss Loss, IReadOnlyList<DevicePresence> Sessions)> _unreported = [];
    private int _marks;

    /// <summary>Whether all that was published up to the watch's begin has been read.</summary>
    public bool IsCurrent
    {
        get
        {
            lock (_lock)
            {
                return _marks > 0;
            }
        }
    }

    /// <summary>An instance lives.</summary>
    public void SetAlive(string instance)
    {
        lock (_lock)
        {
            _aliveAt[instance] = _marks;
            _quietFor[instance] = 0;
        }
    }

    /// <summary>True for the first heartbeat of an instance; one of the same name may have been before it.</summary>
    public bool Began(InstanceLife life)
    {
        lock (_lock)
        {
            if (_began.TryGetValue(life.Instance, out var known) && known == life.Began)
            {
                return false;
            }

            _began[life.Instance] = life.Began;
            return true;
        }
    }

    /// <summary>Sessions of an instance have ended, and that is still to be published: another instance has its name now, or it does not know of them.</summary>
    public void SetEnded(string instance, long epoch)
    {
        lock (_lock)
        {
            _ended[instance] = Math.Max(epoch, _ended.GetValueOrDefault(instance));
        }
    }

    /// <summary>The watch begins: silence is counted from here.</summary>
    public void BeginWatch()
    {
        lock (_lock)
        {
            _marks = 0;
            foreach (var instance in _aliveAt.Keys.ToArray())
            {
                _aliveAt[instance] = 0;
            }
        }
    }

    /// <summary>A mark of the own watch was read.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            _marks++;
        }
    }

    /// <summary>A mark of any watch was read, this instance's or another's.</summary>
    /// <returns>The instances that have been quiet for so long that nothing is to be known of them any more, unless they have sessions.</returns>
    public IReadOnlyList<string> Mark()
    {
        lock (_lock)
        {
            foreach (var instance in _quietFor.Keys)
            {
                _quietFor[instance]++;
            }

            return [.. _quietFor.Where(entry => entry.Value > MissedHeartbeats).Select(entry => entry.Key)];
        }
    }

    /// <summary>How many instances something is known of.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(_aliveAt.Count, Math.Max(_quietFor.Count, _began.Count));
            }
        }
    }

    /// <summary>The instances that have been silent for too long.</summary>
    public IReadOnlyList<string> Silent()
    {
        lock (_lock)
        {
            return [.. _aliveAt.Where(entry => _marks - entry.Value >= MissedHeartbeats).Select(entry => entry.Key)];
        }
    }

    /// <summary>The instances of which sessions are over for another reason than silence, and up to which epoch.</summary>
    public IReadOnlyDictionary<string, long> Ended()
    {
        lock (_lock)
        {
            return new Dictionary<string, long>(_ended);
        }
    }

    /// <summary>Nothing is to be known any more about an instance without sessions.</summary>
    public void Forget(string instance)
    {
        lock (_lock)
        {
            _aliveAt.Remove(instance);
            _quietFor.Remove(instance);
            _began.Remove(instance);
        }
    }

    /// <summary>It was published that sessions of an instance have ended.</summary>
    public void SetLost(InstanceLoss loss, IReadOnlyList<DevicePresence> sessions)
    {
        lock (_lock)
        {
            if (_ended.TryGetValue(loss.Instance, out var epoch) && epoch <= loss.Epoch)
            {
                _ended.Remove(loss.Instance);
            }

            if (sessions.Count > 0)
            {
                _unreported.Add((loss, sessions));
            }
        }
    }

    /// <summary>The Hive Backend's events are in RabbitMQ.</summary>
    public void SetReported(InstanceLoss loss)
    {
        lock (_lock)
        {
            _unreported.RemoveAll(lost => lost.Loss.Instance == loss.Instance && lost.Loss.Epoch <= loss.Epoch);
        }
    }

    /// <summary>The losses that the Hive Backend may not have been notified of, with the sessions as they were.</summary>
    public IReadOnlyList<(InstanceLoss Loss, IReadOnlyList<DevicePresence> Sessions)> Unreported()
    {
        lock (_lock)
        {
            return [.. _unreported];
        }
    }
}
