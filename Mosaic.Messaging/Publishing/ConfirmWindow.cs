namespace Mosaic.Messaging;

/// <summary>
/// The messages of one channel that RabbitMQ has not answered yet, in the order of their publishing. RabbitMQ numbers
/// them from 1 on each channel and confirms singly or all up to a number.
/// </summary>
internal sealed class ConfirmWindow(int size, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _room = new(size, size);
    private readonly List<Entry> _entries = [];
    private int _head; // Entries before it are answered; they are removed in bulk.
    private ulong _headTag = 1;

    /// <summary>Whether no place is taken.</summary>
    public bool IsEmpty => _room.CurrentCount == size;

    /// <summary>Waits until one more message may be published; takes its place.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    /// <summary>Gives a place back.</summary>
    public void ReleaseRoom() => _room.Release();

    /// <summary>Waits until every message is completed.</summary>
    public async Task WaitUntilEmptyAsync(CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < size; taken++)
        {
            await _room.WaitAsync(cancellationToken);
        }

        _room.Release(size);
    }

    /// <summary>Adds the next message to be published. Its place was taken before.</summary>
    public void Add(OutgoingMessage message)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(message, time.GetTimestamp()));
        }
    }

    /// <summary>RabbitMQ's answer to one message, or to all up to it.</summary>
    public void Complete(ulong tag, bool multiple, PublishOutcome outcome)
    {
        while (TryAnswer(multiple ? null : tag, tag, out var entry))
        {
            Finish(entry, entry.Returned ? PublishOutcome.Returned : outcome);
            if (!multiple)
            {
                return;
            }
        }
    }

    /// <summary>RabbitMQ has returned a message as unroutable; its confirmation follows.</summary>
    public void MarkReturned(string? messageId, string routingKey)
    {
        lock (_lock)
        {
            for (var i = _head; i < _entries.Count; i++)
            {
                var entry = _entries[i];
                if (entry is { Message: { } message, Returned: false } && message.RoutingKey == routingKey && message.Message.Id == messageId)
                {
                    _entries[i] = entry with { Returned = true };
                    return;
                }
            }
        }
    }

    /// <summary>Completes as timed out what has waited longer than <paramref name="limit"/>; a later answer is ignored.</summary>
    public void Expire(TimeSpan limit)
    {
        while (TryExpire(limit, out var entry))
        {
            Finish(entry, PublishOutcome.TimedOut);
        }
    }

    /// <summary>Empties the window because its channel has ended. What was not answered, in order; each message keeps its place.</summary>
    public List<OutgoingMessage> Reset()
    {
        lock (_lock)
        {
            var unanswered = _entries.Skip(_head).Select(entry => entry.Message).OfType<OutgoingMessage>().ToList();
            _entries.Clear();
            _head = 0;
            _headTag = 1;
            return unanswered;
        }
    }

    private void Finish(Entry entry, PublishOutcome outcome)
    {
        if (entry.Message is { } message)
        {
            _room.Release();
            message.Finish(outcome);
        }
    }

    private bool TryAnswer(ulong? only, ulong upTo, out Entry entry)
    {
        lock (_lock)
        {
            var tag = only ?? _headTag;
            if (tag < _headTag || tag > upTo || tag - _headTag >= (ulong)(_entries.Count - _head))
            {
                entry = default;
                return false;
            }

            var index = _head + (int)(tag - _headTag);
            entry = _entries[index];
            _entries[index] = Entry.Answer;
            while (_head < _entries.Count && _entries[_head].Answered)
            {
                _head++;
                _headTag++;
            }

            if (_head > size)
            {
                _entries.RemoveRange(0, _head);
                _head = 0;
            }

            return true;
        }
    }

    private bool TryExpire(TimeSpan limit, out Entry entry)
    {
        lock (_lock)
        {
            for (var i = _head; i < _entries.Count; i++)
            {
                entry = _entries[i];
                if (entry.Message is not null)
                {
                    if (time.GetElapsedTime(entry.AddedAt) < limit)
                    {
                        return false;
                    }

                    _entries[i] = entry with { Message = null };
                    return true;
                }
            }

            entry = default;
            return false;
        }
    }

    private readonly record struct Entry(OutgoingMessage? Message, long AddedAt, bool Returned = false, bool Answered = false)
    {
        public static readonly Entry Answer = new(null, 0, Answered: true);
    }
}
