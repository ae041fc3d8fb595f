namespace Mosaic.WebSocketService.Relay;

/// <summary>How many messages of a device are unconfirmed. One waits (the receive loop), many release.</summary>
internal sealed class SendWindow(int size)
{
    private readonly Lock _lock = new();
    private int _taken;
    private bool _open;
    private TaskCompletionSource? _waiting;

    /// <summary>Whether the receive loop stands still for want of room.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) is not null;

    /// <summary>Takes a place, waiting for one if there is none.</summary>
    public ValueTask TakeAsync()
    {
        lock (_lock)
        {
            if (_taken++ < size || _open)
            {
                return ValueTask.CompletedTask;
            }

            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiting.Task);
        }
    }

    /// <summary>Gives places back.</summary>
    public void Release(int count)
    {
        TaskCompletionSource? waiting = null;
        lock (_lock)
        {
            _taken -= count;
            if (_taken <= size)
            {
                (waiting, _waiting) = (_waiting, null);
            }
        }

        waiting?.TrySetResult();
    }

    /// <summary>The connection closes: nobody waits here any more.</summary>
    public void Open()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _open = true;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult();
    }
}
