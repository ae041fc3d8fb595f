using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>
/// What waits to be sent to one device: frames in order, and the ids of confirmed messages, which go out together as one
/// ack. Filled by many, emptied by the connection's send loop. Empty, it holds nothing.
/// </summary>
internal sealed class SendQueue(int maxMessages, int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private Queue<Frame>? _frames;
    private List<string>? _acks;
    private int _bytes;
    private bool _completed;

    /// <summary>Adds a frame. False when the queue is full: then the frame is given back and the device does not read.</summary>
    public bool TryEnqueue(Frame frame)
    {
        lock (_lock)
        {
            if (_completed)
            {
                frame.Return();
                return true; // The connection is closing; nobody waits for the frame any more.
            }

            _frames ??= new Queue<Frame>();
            if (_frames.Count >= maxMessages || _bytes + frame.Length > maxBytes)
            {
                frame.Return();
                return false;
            }

            _frames.Enqueue(frame);
            _bytes += frame.Length;
        }

        Signal();
        return true;
    }

    /// <summary>Adds the id of a message that RabbitMQ has confirmed. The device's window bounds how many there are.</summary>
    public void Acknowledge(string id)
    {
        lock (_lock)
        {
            if (_completed)
            {
                return;
            }

            (_acks ??= []).Add(id);
        }

        Signal();
    }

    /// <summary>Takes no more; what is there may still be sent.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
        }

        Signal();
    }

    /// <summary>Waits for something to send, or for <see cref="Complete"/>.</summary>
    public Task WaitAsync() => _filled.WaitAsync();

    /// <summary>Takes the next frame.</summary>
    public bool TryDequeue(out Frame frame)
    {
        lock (_lock)
        {
            if (_frames is { Count: > 0 })
            {
                frame = _frames.Dequeue();
                _bytes -= frame.Length;
                return true;
            }

            frame = default;
            return false;
        }
    }

    /// <summary>Takes all ids that wait; null when there are none. <paramref name="spare"/>, emptied, collects the next ones.</summary>
    public List<string>? TakeAcks(List<string>? spare)
    {
        lock (_lock)
        {
            if (_acks is not { Count: > 0 } acks)
            {
                return null;
            }

            _acks = spare;
            return acks;
        }
    }

    /// <summary>Whether <see cref="Complete"/> was called and nothing is left.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_lock)
            {
                return _completed && _frames is not { Count: > 0 } && _acks is not { Count: > 0 };
            }
        }
    }

    /// <summary>Gives back what nobody will send.</summary>
    public void Clear()
    {
        while (TryDequeue(out var frame))
        {
            frame.Return();
        }
    }

    private void Signal()
    {
        if (_filled.CurrentCount == 0)
        {
            try
            {
                _filled.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another has signalled meanwhile.
            }
        }
    }
}
