using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Configuration;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>
/// The newest events for reading, and the identities of more of them to recognise repeats. Sequences have no gaps, so both
/// are rings indexed by sequence. Nothing slow happens under the lock: hashes and copies are made before.
/// </summary>
internal sealed class MessageStore(IOptions<StubOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _mostBytes = options.Value.KeepBytes;
    private readonly StoredMessage?[] _messages = new StoredMessage?[options.Value.KeepMessages];
    private readonly UInt128[] _identities = new UInt128[options.Value.RememberIds];
    private readonly Dictionary<UInt128, long> _sequences = [];
    private long _oldest = 1;
    private long _last;
    private long _bytes;
    private long _duplicates;

    internal MessageStoreCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return new MessageStoreCounts(_last, _duplicates, _last, _last - _oldest + 1, _bytes);
            }
        }
    }

    /// <summary>Stores the events that are new, in order, and counts the others.</summary>
    internal void Add(ReadOnlySpan<DeliveredEvent> events, string webhookId, string? traceParent)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var delivered in events)
            {
                if (_sequences.TryGetValue(delivered.Identity, out var known))
                {
                    CountRepeat(known);
                }
                else
                {
                    Append(new StoredMessage(known = _last + 1, now, webhookId, traceParent, delivered));
                }

                delivered.Sequence = known;
            }
        }
    }

    /// <summary>Up to <paramref name="limit"/> of the kept messages after a sequence, oldest first.</summary>
    internal List<StoredMessage> Read(long after, int limit, Guid? device, string? type)
    {
        var found = new List<StoredMessage>();
        lock (_lock)
        {
            for (var sequence = Math.Max(after + 1, _oldest); sequence <= _last && found.Count < limit; sequence++)
            {
                var message = Slot(sequence)!;
                if ((device is null || message.Event.Device == device) && (type is null || message.Event.Type == type))
                {
                    found.Add(message);
                }
            }
        }
        return found;
    }

    /// <summary>The message of a sequence; null when it is not kept any more.</summary>
    internal StoredMessage? Find(long sequence)
    {
        lock (_lock)
        {
            return sequence >= _oldest && sequence <= _last ? Slot(sequence) : null;
        }
    }

    /// <summary>Up to <paramref name="limit"/> of a device's newest kept messages, newest first.</summary>
    internal List<StoredMessage> Newest(Guid device, int limit)
    {
        var found = new List<StoredMessage>();
        lock (_lock)
        {
            for (var sequence = _last; sequence >= _oldest && found.Count < limit; sequence--)
            {
                var message = Slot(sequence)!;
                if (message.Event.Device == device)
                {
                    found.Add(message);
                }
            }
        }
        return found;
    }

    private void Append(StoredMessage message)
    {
        var remembered = message.Sequence % _identities.Length;
        if (message.Sequence > _identities.Length)
        {
            _sequences.Remove(_identities[remembered]);
        }

        _identities[remembered] = message.Event.Identity;
        _sequences.Add(message.Event.Identity, message.Sequence);

        if (message.Sequence - _oldest == _messages.Length)
        {
            DropOldest();
        }

        Slot(message.Sequence) = message;
        _last = message.Sequence;
        _bytes += message.Event.Json.Length;
        while (_bytes > _mostBytes)
        {
            DropOldest();
        }
    }

    private void CountRepeat(long sequence)
    {
        _duplicates++;
        if (sequence >= _oldest)
        {
            Slot(sequence)!.CountRepeat();
        }
    }

    private void DropOldest()
    {
        ref var slot = ref Slot(_oldest++);
        _bytes -= slot!.Event.Json.Length;
        slot = null;
    }

    private ref StoredMessage? Slot(long sequence) => ref _messages[sequence % _messages.Length];
}

/// <summary>An event as it was first delivered.</summary>
/// <param name="Sequence">Counts the events that were new, from 1.</param>
/// <param name="ReceivedAt">When it was delivered first.</param>
/// <param name="WebhookId">The delivery's <c>webhook-id</c>: the event's own, or its batch's.</param>
/// <param name="TraceParent">The delivery's <c>traceparent</c> header.</param>
/// <param name="Event">The event itself.</param>
internal sealed record StoredMessage(
    long Sequence, DateTimeOffset ReceivedAt, string WebhookId, string? TraceParent, DeliveredEvent Event)
{
    private int _deliveries = 1;

    /// <summary>How often it was delivered so far.</summary>
    internal int Deliveries => Volatile.Read(ref _deliveries);

    internal void CountRepeat() => Interlocked.Increment(ref _deliveries);
}

/// <summary>What the store has seen, at one moment.</summary>
/// <param name="Unique">Events that were new.</param>
/// <param name="Duplicates">Events that were delivered before.</param>
/// <param name="LastSequence">The sequence of the newest event; 0 before the first.</param>
/// <param name="Kept">How many can be read.</param>
/// <param name="KeptBytes">Their size.</param>
internal readonly record struct MessageStoreCounts(
    long Unique, long Duplicates, long LastSequence, long Kept, long KeptBytes);
