using System.Runtime.InteropServices;

namespace Mosaic.Messaging;

/// <summary>
/// The messages of one channel that RabbitMQ has not answered yet, in the order of their publishing. RabbitMQ numbers
/// them from 1 on each channel and confirms singly or all up to a number.
/// </summary>
internal sealed class ConfirmWindow(int size, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _room = new(size, size);
    private readonly List<Entry> _entries = []; // By tag. Those that are done are removed in bulk.
    private int _head; // Entries before it are done.
    private int _done;
    private ulong _lastTag;

    /// <summary>Whether no place is taken.</summary>
    public bool IsEmpty => _room.CurrentCount == size;

    /// <summary>The number of the channel whose messages these are; <see cref="Reset"/> begins the next.</summary>
    public int Channel { get; private set; }

    /// <summary>How many entries are held, done ones included: never much more than the window.</summary>
    internal int Held => _entries.Count;

    /// <summary>Waits until one more message may be published; takes its place.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    /// <summary>Gives a place back.</summary>
    public void ReleaseRoom() => _room.Release();

    /// <summary>Waits until every message is completed.</summary>
    public async Task WaitUntilEmptyAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        try
        {
            for (; taken < size; taken++)
            {
                await _room.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            if (taken > 0)
            {
                _room.Release(taken);
            }
        }
    }

    /// <summary>Adds the next message to be published. Its place was taken before.</summary>
    public void Add(OutgoingMessage message)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(++_lastTag, message, time.GetTimestamp()));
        }
    }

    /// <summary>Takes the message that was added last out again: it was not published. Its place goes back.</summary>
    /// <returns>False when it has its outcome already.</returns>
    public bool Withdraw(OutgoingMessage message)
    {
        lock (_lock)
        {
            if (_entries.Count == _head || _entries[^1].Message != message)
            {
                return false;
            }

            _entries.RemoveAt(_entries.Count - 1);
            _lastTag--;
        }

        _room.Release();
        return true;
    }

    /// <summary>RabbitMQ's answer to one message, or to all up to it.</summary>
    /// <param name="channel">The <see cref="Channel"/> that it came over; one of a channel that has ended is ignored.</param>
    /// <param name="tag">The message's number on that channel.</param>
    /// <param name="multiple">Whether it is for all up to it.</param>
    /// <param name="outcome">The answer.</param>
    public void Complete(int channel, ulong tag, bool multiple, PublishOutcome outcome)
    {
        while (TryAnswer(channel, tag, multiple, out var entry))
        {
            Finish(entry.Message!, entry.Returned ? PublishOutcome.Returned : outcome);
            if (!multiple)
            {
                return;
            }
        }
    }

    /// <summary>RabbitMQ has returned a message as unroutable; its confirmation follows.</summary>
    public void MarkReturned(int channel, string? messageId, string routingKey)
    {
        lock (_lock)
        {
            if (channel != Channel)
            {
                return;
            }

            foreach (ref var entry in CollectionsMarshal.AsSpan(_entries)[_head..])
            {
                if (entry is { Message: { } message, Returned: false } && message.RoutingKey == routingKey && message.Message.Id == messageId)
                {
                    entry.Returned = true;
                    return;
                }
            }
        }
    }

    /// <summary>Completes as timed out what has waited longer than <paramref name="limit"/>; a later answer is ignored.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="unless">A message that stays, whatever its age: it is being written just now.</param>
    public void Expire(TimeSpan limit, OutgoingMessage? unless = null)
    {
        while (TryExpire(limit, unless, out var message))
        {
            Finish(message, PublishOutcome.TimedOut);
        }
    }

    /// <summary>Empties the window because its channel has ended. What was not answered, in order; each message keeps its place.</summary>
    public List<OutgoingMessage> Reset()
    {
        lock (_lock)
        {
            var unanswered = _entries.Select(entry => entry.Message).OfType<OutgoingMessage>().ToList();
            _entries.Clear();
            _head = _done = 0;
            _lastTag = 0;
            Channel++;
            return unanswered;
        }
    }

    private void Finish(OutgoingMessage message, PublishOutcome outcome)
    {
        _room.Release();
        message.Finish(outcome);
    }

    private bool TryAnswer(int channel, ulong tag, bool multiple, out Entry entry)
    {
        lock (_lock)
        {
            var index = multiple ? _head : IndexOf(tag);
            if (channel != Channel || index < 0 || index == _entries.Count || _entries[index].Tag > tag || _entries[index].Message is null)
            {
                entry = default;
                return false;
            }

            entry = _entries[index];
            MarkDone(index);
            return true;
        }
    }

    private bool TryExpire(TimeSpan limit, OutgoingMessage? unless, out OutgoingMessage message)
    {
        lock (_lock)
        {
            for (var i = _head; i < _entries.Count; i++)
            {
                if (_entries[i].Message is not { } found || found == unless)
                {
                    continue;
                }

                if (time.GetElapsedTime(_entries[i].AddedAt) < limit)
                {
                    break;
                }

                message = found;
                MarkDone(i);
                return true;
            }

            message = null!;
            return false;
        }
    }

    private int IndexOf(ulong tag)
    {
        int low = _head, high = _entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Tag == tag)
            {
                return middle;
            }

            if (_entries[middle].Tag < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    // One that RabbitMQ never answers stays where it is; what is done behind it goes all the same.
    private void MarkDone(int index)
    {
        _entries[index] = _entries[index] with { Message = null };
        _done++;
        while (_head < _entries.Count && _entries[_head].Message is null)
        {
            _head++;
        }

        if (_done > size)
        {
            _entries.RemoveAll(static entry => entry.Message is null);
            _head = _done = 0;
        }
    }

    /// <summary>A message, or null when it is done.</summary>
    private record struct Entry(ulong Tag, OutgoingMessage? Message, long AddedAt, bool Returned = false);
}
