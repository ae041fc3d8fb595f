using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

/// <summary>
/// A device's connection to Mosaic. It connects, renews its token, comes back when the connection is lost as the protocol's close
/// codes say, sends what was not acked again, and hands received events and requests to handlers. All members may be used from
/// several threads.
/// </summary>
public sealed partial class DeviceClient : IAsyncDisposable
{
    /// <summary>The name of the activity source of what is sent and under which handlers run.</summary>
    public const string ActivitySourceName = DeviceTelemetry.SourceName;

    private readonly DeviceClientOptions _options;
    private readonly Outbox _outbox;
    private readonly EventPump _events;
    private readonly RequestDesk _requests;
    private readonly Task _pumping;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private bool _disposed;
    private DeviceSession? _session;
    private int _state;

    /// <summary>Makes a client that is not connected yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public DeviceClient(DeviceClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _outbox = new Outbox(options.SendQueue);
        _events = new EventPump(options, _stopping.Token);
        _requests = new RequestDesk(options, AnswerAsync, _stopping.Token);
        _pumping = _events.RunAsync();
    }

    /// <summary>Every change of <see cref="State"/>, in order. Called by the connection itself: return soon.</summary>
    public event EventHandler<DeviceStateChangedEventArgs>? StateChanged;

    /// <summary>Errors of the service that no caller waits for. Called by the connection itself: return soon.</summary>
    public event EventHandler<ServiceErrorEventArgs>? ServiceError;

    /// <summary>Where the client is now.</summary>
    public DeviceClientState State => (DeviceClientState)Volatile.Read(ref _state);

    /// <summary>The last welcome's words, also while the connection is lost; null before the first.</summary>
    public DeviceSession? Session => Volatile.Read(ref _session);

    /// <summary>
    /// Sets the handler of events. It is called with one event at a time, in their order, in an activity under the event's trace.
    /// What it throws is logged and the next event follows. Without a handler events are dropped with a warning. Set it before
    /// <see cref="ConnectAsync"/>. Its token is cancelled by <see cref="DisposeAsync"/>.
    /// </summary>
    public void OnEvent(Func<DeviceEvent, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _events.Handle(handler);
    }

    /// <summary>
    /// Sets the handler of requests. It is called with several at a time (<see cref="DeviceClientOptions.ConcurrentRequests"/>),
    /// once for each id: repeats are answered from memory. When it throws, the answer has the status 500 and nothing of the
    /// exception. Without a handler requests are answered with status 501. Set it before <see cref="ConnectAsync"/>.
    /// </summary>
    public void OnRequest(Func<DeviceRequest, CancellationToken, ValueTask<DeviceResponse>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _requests.Handle(handler);
    }

    /// <summary>
    /// Connects and waits for the welcome; from then on the client comes back by itself. Also starts a stopped client again.
    /// </summary>
    /// <exception cref="DeviceConnectException">
    /// There was no welcome. The client no longer tries; call again if <see cref="CloseReason.Retry"/>. See also
    /// <see cref="DeviceClientOptions.RetryFirstConnect"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">It is connected or connecting already.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> ended the wait; the client goes on trying until it is disposed of.
    /// </exception>
    public Task<DeviceSession> ConnectAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_running.IsCompleted)
            {
                throw new InvalidOperationException("The client is connected or connecting already.");
            }

            _outbox.Open();
            var loop = new ConnectionLoop(_options, _outbox, new ConnectionEvents(this), Change);
            _running = Task.Run(() => RunAsync(loop), CancellationToken.None);
            return loop.Welcomed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Sends an event and waits until the service has said ack or nack. While the connection is lost or the window is full it
    /// waits; what was not acked is sent again after a reconnect, in order and with the same id. Events go out in the order of
    /// the calls; a caller need not await one before the next.
    /// </summary>
    /// <exception cref="ArgumentException">The event is not what the protocol allows, or one with its id is not acked yet.</exception>
    /// <exception cref="DeviceStoppedException">The client has stopped; whether the service has the event is unknown.</exception>
    /// <exception cref="OperationCanceledException">
    /// The wait ended. An event that had found room in the window is sent all the same; one that had not is not.
    /// </exception>
    public async Task<SendResult> SendEventAsync(OutgoingEvent message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var id = message.Id ?? Guid.CreateVersion7().ToString();
        using var activity = DeviceTelemetry.StartSending(message, id);
        var outgoing = MessageWriter.Event(message, id, MaxMessageBytes);
        var outcome = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        outgoing.Outcome = outcome;
        await _outbox.AddAsync(outgoing, cancellationToken);
        var result = await outcome.Task.WaitAsync(cancellationToken);
        if (!result.Acked)
        {
            activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
        }

        return result;
    }

    /// <inheritdoc cref="SendEventAsync(OutgoingEvent, CancellationToken)"/>
    /// <param name="type">The CloudEvents type.</param>
    /// <param name="data">One JSON value as UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SendResult> SendEventAsync(string type, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendEventAsync(new OutgoingEvent { Type = type, Data = data }, cancellationToken);

    /// <summary>
    /// Takes an event to send and waits for room only. Without an id it is sent once and never acked: it is lost if the connection
    /// breaks after it was written. With an id it is sent again until it is acked. A refusal comes to <see cref="ServiceError"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The event is not what the protocol allows, or one with its id is not acked yet.</exception>
    /// <exception cref="DeviceStoppedException">The client has stopped.</exception>
    /// <exception cref="OperationCanceledException">There was no room in time; the event is not sent.</exception>
    public ValueTask PostEventAsync(OutgoingEvent message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var activity = DeviceTelemetry.StartSending(message, message.Id);
        return _outbox.AddAsync(MessageWriter.Event(message, message.Id, MaxMessageBytes), cancellationToken);
    }

    /// <summary>Waits until everything given so far is acked, or sent where it has no id. Returns at once when the client has stopped.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _outbox.EmptyAsync(cancellationToken);

    /// <summary>
    /// Closes the connection and waits for the handlers that run. What is not acked by then fails with
    /// <see cref="DeviceStoppedException"/>; await <see cref="FlushAsync"/> first where that matters.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await _stopping.CancelAsync();
        await _running;
        CloseOutbox(CloseReasons.Here(ErrorCodes.ClosedByClient, "The client is disposed of.", NextStep.Stop));
        _events.Complete();
        await _pumping;
        await _requests.FinishAsync();
        _requests.Dispose();
        _stopping.Dispose();
    }

    // Before the first welcome the limit is not known; the service tells with 1009.
    private int MaxMessageBytes => Session?.MaxMessageBytes ?? int.MaxValue;

    private ValueTask AnswerAsync(string requestId, DeviceResponse response) =>
        _outbox.AddAsync(MessageWriter.Confirmation(requestId, response, MaxMessageBytes), CancellationToken.None);

    private async Task RunAsync(ConnectionLoop loop)
    {
        try
        {
            await loop.RunAsync(_stopping.Token);
        }
        catch (Exception exception)
        {
            // A fault of this library, or of ConfigureWebSocket: say so rather than look connected for ever.
            Log.Failed(_options.Logger, exception);
            loop.Fail(exception);
        }
    }

    private void Change(DeviceClientState state, DeviceSession? session, CloseReason? reason, TimeSpan? wait)
    {
        if (session is not null)
        {
            Volatile.Write(ref _session, session);
        }

        var previous = (DeviceClientState)Interlocked.Exchange(ref _state, (int)state);
        if (state == DeviceClientState.Stopped)
        {
            CloseOutbox(reason!);
        }

        Log.StateChanged(_options.Logger, state, reason, wait);
        Raise(() => StateChanged?.Invoke(this, new DeviceStateChangedEventArgs(previous, state, reason, wait)));
    }

    private void CloseOutbox(CloseReason reason)
    {
        if (_outbox.Close(reason) is var dropped and > 0)
        {
            Log.Dropped(_options.Logger, dropped);
        }
    }

    private void Raise(Action invoke)
    {
        try
        {
            invoke();
        }
        catch (Exception exception)
        {
            Log.SubscriberFailed(_options.Logger, exception);
        }
    }

    /// <summary>Keeps what a connection reports off the public surface.</summary>
    private sealed class ConnectionEvents(DeviceClient client) : IConnectionEvents
    {
        public bool Received(DeviceEvent message) => client._events.TryAdd(message);

        public void Received(DeviceRequest request) => client._requests.Accept(request);

        public void Renewed(DeviceSession session) => Volatile.Write(ref client._session, session);

        public void Failed(ServiceErrorEventArgs error)
        {
            Log.ServiceError(client._options.Logger, error.Code, error.Detail, error.Id);
            client.Raise(() => client.ServiceError?.Invoke(client, error));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Debug, "Device client: {State} ({Reason}), wait {Wait}.")]
        public static partial void StateChanged(ILogger logger, DeviceClientState state, CloseReason? reason, TimeSpan? wait);

        [LoggerMessage(31, LogLevel.Warning, "The service reports {Code}: {Detail} (id {Id}).")]
        public static partial void ServiceError(ILogger logger, string code, string? detail, string? id);

        [LoggerMessage(32, LogLevel.Warning, "{Count} messages that nobody waits for are dropped, the client has stopped.")]
        public static partial void Dropped(ILogger logger, int count);

        [LoggerMessage(33, LogLevel.Error, "A subscriber of the device client failed.")]
        public static partial void SubscriberFailed(ILogger logger, Exception exception);

        [LoggerMessage(34, LogLevel.Critical, "The device client has failed and stops.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
