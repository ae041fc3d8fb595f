namespace Mosaic.WebSocketService.Connections;

/// <summary>
/// How many messages of a device are unconfirmed, and how many more it may send where the Device Service has bounded that. One
/// waits (the receive loop), many release.
/// </summary>
internal sealed class InFlightWindow(int size)
{
    private readonly Lock _lock = new();
    private int _taken;
    private long _credit; // While _creditUntil is set.
    private long _creditUntil; // A timestamp; 0 for any number of messages.
    private bool _isShared; // The bound is that of all devices of the partition.
    private bool _open;
    private TaskCompletionSource? _waiting;

    public int Size => size;

    /// <summary>Whether the receive loop stands still for want of room.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) is not null;

    /// <summary>Takes a place, waiting for one if there is none.</summary>
    public ValueTask TakeAsync()
    {
        lock (_lock)
        {
            _taken++;
            if (_open || TryAdmit())
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
        lock (_lock)
        {
            _taken -= count;
            AdmitWaiting();
        }
    }

    /// <summary>Bounds the messages from now on.</summary>
    /// <param name="credit">How many, beside those that an earlier bound leaves; null for any number.</param>
    /// <param name="until">The timestamp from which on the bound holds no more.</param>
    public void Limit(long? credit, long until)
    {
        lock (_lock)
        {
            _credit = (_creditUntil == 0 || _isShared ? 0 : _credit) + (credit ?? 0);
            _creditUntil = credit is null ? 0 : until;
            _isShared = false;
            AdmitWaiting();
        }
    }

    /// <summary>Bounds the messages of a device that has no bound of its own, as those of all others of its partition.</summary>
    /// <param name="credit">How many from now on; null for any number.</param>
    /// <param name="until">The timestamp from which on the bound holds no more.</param>
    public void LimitShared(long? credit, long until)
    {
        lock (_lock)
        {
            if (_creditUntil != 0 && !_isShared)
            {
                return;
            }

            _credit = credit ?? 0;
            _creditUntil = credit is null ? 0 : until;
            _isShared = credit is not null;
            AdmitWaiting();
        }
    }

    /// <summary>Lifts a bound whose time is over; called about once a second.</summary>
    public void ExpireLimit(long now)
    {
        if (Volatile.Read(ref _creditUntil) is > 0 and var until && now >= until)
        {
            Limit(null, 0);
        }
    }

    /// <summary>The connection closes: nobody waits here any more.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open = true;
            AdmitWaiting();
        }
    }

    private bool TryAdmit()
    {
        if (_taken > size || (_creditUntil != 0 && _credit <= 0))
        {
            return false;
        }

        _credit--;
        return true;
    }

    // Its continuation runs elsewhere, not under the lock.
    private void AdmitWaiting()
    {
        if (_waiting is { } waiting && (_open || TryAdmit()))
        {
            _waiting = null;
            waiting.TrySetResult();
        }
    }
}
