namespace Mosaic.Messaging;

/// <summary>
/// Which deliveries of one channel are done. RabbitMQ numbers them from 1; all up to a number can be acknowledged at
/// once, later ones singly, so that one slow delivery does not hold up those behind it.
/// </summary>
internal sealed class AckWindow(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private int _head; // Entries before it are acknowledged; they are removed in bulk.
    private ulong _headTag = 1;
    private int _open;

    /// <summary>A delivery has come.</summary>
    public void Add()
    {
        lock (_lock)
        {
            _entries.Add(new Entry(State.Open, time.GetTimestamp()));
            _open++;
        }
    }

    /// <summary>A delivery is done.</summary>
    public void Complete(ulong tag) => End(tag, State.Done);

    /// <summary>A delivery will never be done: it is not acknowledged, and comes again when the channel has ended.</summary>
    public void Abandon(ulong tag) => End(tag, State.Abandoned);

    /// <summary>Whether deliveries are neither done nor abandoned.</summary>
    public bool HasOpen
    {
        get
        {
            lock (_lock)
            {
                return _open > 0;
            }
        }
    }

    /// <summary>
    /// Takes what may be acknowledged now: all up to <paramref name="upTo"/> (0 for none), and singly those behind an
    /// open one that were done at the last call already.
    /// </summary>
    public void Take(out ulong upTo, List<ulong> singly)
    {
        lock (_lock)
        {
            for (upTo = 0; _head < _entries.Count && _entries[_head].State is not (State.Open or State.Abandoned); _head++, _headTag++)
            {
                // RabbitMQ closes the channel over a number that it has no delivery for any more.
                if (_entries[_head].State != State.Acknowledged)
                {
                    upTo = _headTag;
                }
            }

            for (var i = _head; i < _entries.Count; i++)
            {
                if (_entries[i].State == State.Waited)
                {
                    singly.Add(_headTag + (ulong)(i - _head));
                    _entries[i] = _entries[i] with { State = State.Acknowledged };
                }
                else if (_entries[i].State == State.Done)
                {
                    _entries[i] = _entries[i] with { State = State.Waited };
                }
            }

            if (_head > 1024 || _head == _entries.Count)
            {
                _entries.RemoveRange(0, _head);
                _head = 0;
            }
        }
    }

    /// <summary>Whether deliveries are done that <see cref="Take"/> has not given out yet.</summary>
    public bool HasMore()
    {
        lock (_lock)
        {
            for (var i = _head; i < _entries.Count; i++)
            {
                if (_entries[i].State is State.Waited or State.Done)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>How long the oldest open delivery has been open.</summary>
    public TimeSpan OldestAge()
    {
        lock (_lock)
        {
            return _head < _entries.Count && _entries[_head].State == State.Open ? time.GetElapsedTime(_entries[_head].DeliveredAt) : TimeSpan.Zero;
        }
    }

    private void End(ulong tag, State state)
    {
        lock (_lock)
        {
            var index = _head + (int)(tag - _headTag);
            _entries[index] = _entries[index] with { State = state };
            _open--;
        }
    }

    private enum State : byte
    {
        Open,
        Abandoned,
        Done,
        Waited,
        Acknowledged,
    }

    private readonly record struct Entry(State State, long DeliveredAt);
}
