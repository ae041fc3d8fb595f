using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// The durable requests and events as the journal has them. A function of the entries and their order alone, so that
/// every instance has the same; what it holds is found here by what is to be done next.
/// </summary>
internal sealed class RequestLedger(IOptions<RequestsOptions> options)
{
    /// <summary>How long an outcome can be asked for, and its key names the same request.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    private readonly RequestsOptions _limits = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<MessageKey, DurableMessage> _all = [];
    private readonly Dictionary<Guid, SortedDictionary<long, MessageKey>> _pending = [];
    private readonly Dictionary<Guid, int> _openOf = [];
    private readonly HashSet<MessageKey> _open = [];
    private readonly HashSet<MessageKey> _unreported = [];
    private readonly Queue<(MessageKey Key, Guid Entry, long Bytes)> _reported = new();
    private long _openBytes;
    private long _unreportedBytes;
    private long _reportedBytes;
    private long _order;

    /// <summary>How many have not ended.</summary>
    public int OpenCount
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>The next entry was read.</summary>
    /// <returns>Whether it changed anything.</returns>
    public bool Apply(JournalEntry entry)
    {
        lock (_lock)
        {
            Forget(entry.Time);
            var known = _all.GetValueOrDefault(entry.Key);
            if (entry.Kind == JournalKinds.Accepted)
            {
                return Accept(known, entry);
            }

            if (known is null || LedgerRules.Next(known, entry) is not { } next)
            {
                return false;
            }

            Replace(known, next);
            return true;
        }
    }

    /// <summary>What is known under a key at a time; null when nothing is, or no more.</summary>
    public DurableMessage? Find(MessageKey key, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _all.TryGetValue(key, out var known) && !IsOver(known, now) ? known : null;
        }
    }

    /// <summary>What waits for a device, the first that was accepted; null when nothing does.</summary>
    public DurableMessage? NextPending(Guid device)
    {
        lock (_lock)
        {
            return _pending.TryGetValue(device, out var keys) ? _all[keys.First().Value] : null;
        }
    }

    /// <summary>Whether anything waits for a device.</summary>
    public bool HasPending(Guid device)
    {
        lock (_lock)
        {
            return _pending.ContainsKey(device);
        }
    }

    /// <summary>The devices that something waits for.</summary>
    public IReadOnlyList<Guid> PendingDevices()
    {
        lock (_lock)
        {
            return [.. _pending.Keys];
        }
    }

    /// <summary>What has not ended but is to now: its time is over.</summary>
    public IReadOnlyList<DurableMessage> Due(DateTimeOffset now)
    {
        lock (_lock)
        {
            return [.. _open.Select(key => _all[key]).Where(open => (open.Deadline ?? open.Expires) <= now)];
        }
    }

    /// <summary>The requests whose outcome the Hive Backend may not have been notified of.</summary>
    public IReadOnlyList<DurableMessage> Unreported()
    {
        lock (_lock)
        {
            return [.. _unreported.Select(key => _all[key])];
        }
    }

    /// <summary>
    /// Whether one more may be accepted. A matter of who asks, not of the journal: entries are never refused. What has ended counts
    /// until the Hive Backend's event about it is in RabbitMQ, or it would pile up where that cannot be published.
    /// </summary>
    public bool HasRoom(Guid device, int bytes)
    {
        lock (_lock)
        {
            return _open.Count + _unreported.Count < _limits.MaxPending
                && _openOf.GetValueOrDefault(device) < _limits.MaxPendingPerDevice
                && _openBytes + _unreportedBytes + bytes <= _limits.MaxPendingBytes;
        }
    }

    private static bool IsOver(DurableMessage known, DateTimeOffset now) => known.IsReported && now - known.EndedAt > Retention;

    private bool Accept(DurableMessage? known, JournalEntry entry)
    {
        if (known is not null && !IsOver(known, entry.Time))
        {
            return false;
        }

        var accepted = new DurableMessage(entry, _order++);
        _all[entry.Key] = accepted;
        _open.Add(entry.Key);
        _openBytes += accepted.Body.Length;
        _openOf[entry.Key.Device] = _openOf.GetValueOrDefault(entry.Key.Device) + 1;
        AddPending(accepted);
        return true;
    }

    private void Replace(DurableMessage known, DurableMessage next)
    {
        _all[next.Key] = next;
        if (known.State == DurableState.Accepted && next.State != DurableState.Accepted)
        {
            RemovePending(known);
        }

        if (next.State == DurableState.Accepted)
        {
            AddPending(next);
        }

        if (next.IsEnded && !known.IsEnded)
        {
            End(known, next);
        }

        if (next.IsReported && !known.IsReported)
        {
            SetReported(next);
        }
    }

    private void End(DurableMessage known, DurableMessage next)
    {
        _open.Remove(next.Key);
        _openBytes -= known.Body.Length;
        if (--_openOf[next.Key.Device] == 0)
        {
            _openOf.Remove(next.Key.Device);
        }

        if (next.IsRequest)
        {
            _unreported.Add(next.Key);
            _unreportedBytes += next.Data.Length;
        }
        else
        {
            _all.Remove(next.Key); // Nobody asks for an event.
        }
    }

    private void SetReported(DurableMessage reported)
    {
        _unreported.Remove(reported.Key);
        _unreportedBytes -= reported.Data.Length;
        _reported.Enqueue((reported.Key, reported.Entry, reported.Data.Length));
        _reportedBytes += reported.Data.Length;
    }

    private void AddPending(DurableMessage message)
    {
        if (!_pending.TryGetValue(message.Key.Device, out var keys))
        {
            _pending[message.Key.Device] = keys = [];
        }

        keys[message.Order] = message.Key;
    }

    private void RemovePending(DurableMessage message)
    {
        var keys = _pending[message.Key.Device];
        keys.Remove(message.Order);
        if (keys.Count == 0)
        {
            _pending.Remove(message.Key.Device);
        }
    }

    // What is kept is always the longest end of the reported ones that fits, wherever a reader began.
    private void Forget(DateTimeOffset now)
    {
        while (_reported.TryPeek(out var oldest)
            && (_reported.Count > _limits.MaxEnded || _reportedBytes > _limits.MaxEndedBytes || !_all.TryGetValue(oldest.Key, out var known)
                || known.Entry != oldest.Entry || IsOver(known, now)))
        {
            _reported.Dequeue();
            _reportedBytes -= oldest.Bytes;
            if (_all.TryGetValue(oldest.Key, out var same) && same.Entry == oldest.Entry)
            {
                _all.Remove(oldest.Key);
            }
        }
    }
}
