namespace Mosaic.Devices;

/// <summary>
/// The device's messages in the order they were given: those waiting for room, those to be sent, and those sent and not acked.
/// After a reconnect what was not acked goes out again before anything newer. One sender at a time.
/// </summary>
internal sealed class Outbox(int queueLimit)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<OutgoingMessage> _waiting = new();
    private readonly LinkedList<OutgoingMessage> _unsent = new();
    private readonly LinkedList<OutgoingMessage> _unacked = new();
    private readonly Dictionary<string, OutgoingMessage> _byId = new(StringComparer.Ordinal);
    private TaskCompletionSource? _work;
    private TaskCompletionSource? _empty;
    private CloseReason? _closed;
    private int _tracked;
    private int _untracked;

    /// <summary>Until a welcome says otherwise, as many as it usually allows.</summary>
    private int _window = 64;

    /// <summary>Takes the message, at once or when there is room, in the order of the calls.</summary>
    /// <exception cref="DeviceStoppedException">The client has stopped.</exception>
    /// <exception cref="ArgumentException">A message with that id is not acked yet.</exception>
    /// <exception cref="OperationCanceledException">There was no room in time; the message is not sent.</exception>
    public async ValueTask AddAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryAdd(message) is not { } room)
        {
            return;
        }

        try
        {
            await room.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!Leave(message))
        {
            // Room came first: it is on its way and the caller may go on.
        }
    }

    /// <summary>The next message to send, or null. The caller says <see cref="Sent"/> or <see cref="NotSent"/>.</summary>
    public OutgoingMessage? Take()
    {
        lock (_lock)
        {
            if (_unsent.First?.Value is { } message)
            {
                message.InFlight = true;
                return message;
            }

            return null;
        }
    }

    /// <summary>Completes when there may be something to <see cref="Take"/>.</summary>
    public Task WorkAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_unsent.Count > 0)
            {
                return Task.CompletedTask;
            }

            _work ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _work.Task.WaitAsync(cancellationToken);
        }
    }

    public void Sent(OutgoingMessage message)
    {
        lock (_lock)
        {
            message.InFlight = false;
            message.Node.List?.Remove(message.Node);
            if (message.Settled)
            {
                message.Release();
            }
            else if (message.Id is not null)
            {
                _unacked.AddLast(message.Node);
            }
            else
            {
                _untracked--;
                message.Release();
            }

            Admit();
        }
    }

    public void NotSent(OutgoingMessage message)
    {
        lock (_lock)
        {
            message.InFlight = false;
            if (!message.Settled)
            {
                return;
            }

            message.Node.List?.Remove(message.Node);
            message.Release();
        }
    }

    /// <summary>Before a connection's first <see cref="Take"/>: everything unacked is to be sent again, oldest first.</summary>
    public void Rewind(int window)
    {
        lock (_lock)
        {
            _window = Math.Max(1, window);
            while (_unacked.Last is { } last)
            {
                _unacked.Remove(last);
                _unsent.AddFirst(last);
            }

            Admit();
        }
    }

    public void SetWindow(int window)
    {
        lock (_lock)
        {
            _window = Math.Max(1, window);
            Admit();
        }
    }

    /// <returns>False when nothing with that id is outstanding.</returns>
    public bool Ack(ReadOnlySpan<char> id)
    {
        lock (_lock)
        {
            if (!_byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out var message))
            {
                return false;
            }

            Settle(message);
            message.Outcome?.TrySetResult(SendResult.Ack(message.Id!));
            return true;
        }
    }

    /// <summary>
    /// Keeps an answer that the service refused for now: the caller says <see cref="SendAgain"/> later. Events are not kept, since later ones
    /// would overtake them.
    /// </summary>
    /// <returns>How often it was refused before; null when it is no answer.</returns>
    public int? Postpone(string id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var message) && message.Urgent ? message.Refusals++ : null;
        }
    }

    /// <summary>Sends what was postponed, unless it has been acked or is to be sent anyway.</summary>
    public void SendAgain(string id)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var message) || message.Node.List != _unacked)
            {
                return;
            }

            _unacked.Remove(message.Node);
            _unsent.AddLast(message.Node);
            _work?.TrySetResult();
            _work = null;
        }
    }

    /// <returns>Whether somebody waits for the outcome and so learns of it.</returns>
    public bool Nack(string id, string code, string? detail, bool retry)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out var message))
            {
                return false;
            }

            Settle(message);
            return message.Outcome?.TrySetResult(SendResult.Nack(id, code, detail, retry)) ?? false;
        }
    }

    /// <summary>Completes when everything taken so far is acked, or sent where it has no id.</summary>
    public Task EmptyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_closed is not null || _tracked + _untracked + _waiting.Count == 0)
            {
                return Task.CompletedTask;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes messages again after a <see cref="Close"/>.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _closed = null;
        }
    }

    /// <summary>Fails everything that is left; from now on nothing is taken.</summary>
    /// <returns>How many messages are dropped that no caller waits for.</returns>
    public int Close(CloseReason reason)
    {
        lock (_lock)
        {
            _closed ??= reason;
            var dropped = 0;
            foreach (var list in new[] { _unacked, _unsent, _waiting })
            {
                while (list.First is { } first)
                {
                    list.Remove(first);
                    dropped += Fail(first.Value, reason) ? 0 : 1;
                }
            }

            _byId.Clear();
            _tracked = _untracked = 0;
            SignalIfEmpty();
            return dropped;
        }
    }

    private static bool Fail(OutgoingMessage message, CloseReason reason)
    {
        var exception = new DeviceStoppedException(reason);
        message.Settled = true;
        if (!message.InFlight)
        {
            message.Release();
        }

        // A caller that waits for room has not come to wait for the outcome. Reading the exception marks it as seen: the caller
        // may have given up its wait.
        return message.Room is { Task.IsCompleted: false } room
            ? room.TrySetException(exception) & room.Task.Exception is not null
            : message.Outcome is { } outcome && outcome.TrySetException(exception) & outcome.Task.Exception is not null;
    }

    private Task? TryAdd(OutgoingMessage message)
    {
        lock (_lock)
        {
            if (_closed is { } reason)
            {
                message.Release();
                throw new DeviceStoppedException(reason);
            }

            if (message.Id is { } id && !_byId.TryAdd(id, message))
            {
                message.Release();
                throw new ArgumentException($"A message with the id '{id}' is not acked yet.", nameof(message));
            }

            if (message.Urgent || (_waiting.Count == 0 && HasRoom(message)))
            {
                Enqueue(message);
                return null;
            }

            message.Room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(message.Node);
            return message.Room.Task;
        }
    }

    private bool Leave(OutgoingMessage message)
    {
        lock (_lock)
        {
            if (message.Node.List != _waiting)
            {
                return message.Settled;
            }

            _waiting.Remove(message.Node);
            if (message.Id is { } id)
            {
                _byId.Remove(id);
            }

            message.Release();
            Admit();
            SignalIfEmpty();
            return true;
        }
    }

    private bool HasRoom(OutgoingMessage message) =>
        message.Id is not null ? _tracked < _window : _untracked < queueLimit;

    private void Admit()
    {
        while (_waiting.First is { } first && HasRoom(first.Value))
        {
            _waiting.Remove(first);
            Enqueue(first.Value);
            first.Value.Room!.TrySetResult();
        }

        SignalIfEmpty();
    }

    private void Enqueue(OutgoingMessage message)
    {
        _unsent.AddLast(message.Node);
        if (message.Id is not null)
        {
            _tracked++;
        }
        else
        {
            _untracked++;
        }

        _work?.TrySetResult();
        _work = null;
    }

    private void Settle(OutgoingMessage message)
    {
        _byId.Remove(message.Id!);
        if (message.Node.List == _waiting)
        {
            // The service spoke of an id before it was sent; the caller still gets the answer.
            _waiting.Remove(message.Node);
            message.Room!.TrySetResult();
            message.Release();
        }
        else
        {
            _tracked--;
            message.Settled = true;
            if (!message.InFlight)
            {
                message.Node.List?.Remove(message.Node);
                message.Release();
            }
        }

        Admit();
    }

    private void SignalIfEmpty()
    {
        if (_empty is null || _tracked + _untracked + _waiting.Count > 0)
        {
            return;
        }

        _empty.TrySetResult();
        _empty = null;
    }
}
