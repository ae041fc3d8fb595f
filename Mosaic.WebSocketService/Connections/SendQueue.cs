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
    private Queue<Frame>? _held;
    private bool _isOpen; // From the welcome on.
    private List<string>? _acks;
    private int _count; // Of both.
    private int _bytes; // Without those larger than the bound.
    private int _larger; // How many of those there are.
    private bool _completed;

    /// <summary>
    /// Adds a frame. False when the queue is full, because the device does not read; then the frame's array has been returned. A frame larger than the bound
    /// is accepted unless another such frame waits already, and does not count against the others: its size is not the device's fault.
    /// </summary>
    public bool TryEnqueue(Frame frame) => TryAdd(frame, addressed: false);

    /// <summary>Adds a frame that is addressed to the device: it waits for <see cref="Open"/>, within the same bounds.</summary>
    public bool TryEnqueueAddressed(Frame frame) => TryAdd(frame, addressed: true);

    /// <summary>Adds the welcome, for which there is always room, and behind it what waits for it.</summary>
    public void Open(Frame welcome)
    {
        lock (_lock)
        {
            if (_completed)
            {
                welcome.Return();
                return;
            }

            Add(ref _frames, welcome);
            _isOpen = true;
            while (_held is { Count: > 0 })
            {
                _frames!.Enqueue(_held.Dequeue());
            }

            _held = null;
        }

        Signal();
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

    /// <summary>Accepts nothing more; what is queued may still be sent.</summary>
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
                Count(frame.Length, -1);
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

    /// <summary>Returns the arrays of the frames that will not be sent.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var frame in (_frames ?? []).Concat(_held ?? []))
            {
                frame.Return();
            }

            (_frames, _held, _count, _bytes, _larger) = (null, null, 0, 0, 0);
        }
    }

    private bool TryAdd(Frame frame, bool addressed)
    {
        lock (_lock)
        {
            if (_completed)
            {
                frame.Return();
                return true; // The connection is closing; nobody waits for the frame any more.
            }

            if (!HasRoom(frame.Length))
            {
                frame.Return();
                return false;
            }

            if (addressed && !_isOpen)
            {
                Add(ref _held, frame);
                return true;
            }

            Add(ref _frames, frame);
        }

        Signal();
        return true;
    }

    private bool HasRoom(int length) =>
        _count < maxMessages && (length > maxBytes ? _larger == 0 : _bytes + length <= maxBytes);

    private void Add(ref Queue<Frame>? frames, Frame frame)
    {
        (frames ??= new Queue<Frame>()).Enqueue(frame);
        Count(frame.Length, 1);
    }

    private void Count(int length, int frames)
    {
        _count += frames;
        if (length > maxBytes)
        {
            _larger += frames;
        }
        else
        {
            _bytes += frames * length;
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
