namespace Mosaic.Devices;

/// <summary>
/// Connects, runs the connection, waits and comes back, as what ended the last one says; until it is stopped or there is no use
/// in coming back.
/// </summary>
internal sealed class ConnectionLoop(
    DeviceClientOptions options, Outbox outbox, IConnectionEvents events, Action<DeviceClientState, DeviceSession?, CloseReason?, TimeSpan?> changed)
{
    private readonly ConnectionOpener _opener = new(options);
    private readonly Backoff _backoff = new(options.Reconnect, Random.Shared);
    private readonly TaskCompletionSource<DeviceSession> _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _askedForFreshToken;

    /// <summary>Completes with the first welcome, or fails with <see cref="DeviceConnectException"/>.</summary>
    public Task<DeviceSession> Welcomed => _welcomed.Task;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var (reason, exception) = await TryOnceAsync(stopping);
            if (stopping.IsCancellationRequested)
            {
                End(DeviceClientState.Stopped, CloseReasons.Here(ErrorCodes.ClosedByClient, "The client closed it.", NextStep.Stop), exception);
                return;
            }

            if (IsFinal(reason))
            {
                End(DeviceClientState.Stopped, reason, exception);
                return;
            }

            if (!_welcomed.Task.IsCompleted && !options.RetryFirstConnect && reason.NextStep == NextStep.ComeBack)
            {
                End(DeviceClientState.Disconnected, reason, exception);
                return;
            }

            await WaitAsync(reason, stopping);
        }
    }

    /// <summary>Ends it with what <see cref="RunAsync"/> threw.</summary>
    public void Fail(Exception exception) =>
        End(DeviceClientState.Stopped, CloseReasons.Here(ErrorCodes.ClientFault, exception.Message, NextStep.Stop), exception);

    private async Task<(CloseReason Reason, Exception? Exception)> TryOnceAsync(CancellationToken stopping)
    {
        changed(DeviceClientState.Connecting, null, null, null);
        try
        {
            var opened = await _opener.OpenAsync(stopping);
            using var connection = new DeviceConnection(options, opened, outbox, events, _opener);
            _askedForFreshToken = false;
            changed(DeviceClientState.Connected, opened.Session, null, null);
            _welcomed.TrySetResult(opened.Session);
            var since = options.TimeProvider.GetTimestamp();
            var reason = await connection.RunAsync(stopping);
            _backoff.SessionEnded(options.TimeProvider.GetElapsedTime(since));
            return (reason, null);
        }
        catch (DeviceConnectException exception)
        {
            return (exception.Reason, exception);
        }
        catch (OperationCanceledException exception) when (stopping.IsCancellationRequested)
        {
            return (CloseReasons.Here(ErrorCodes.ClosedByClient, "The client closed it.", NextStep.Stop), exception);
        }
    }

    private bool IsFinal(CloseReason reason)
    {
        if (reason.NextStep != NextStep.FreshToken)
        {
            return reason.NextStep == NextStep.Stop;
        }

        var secondTime = _askedForFreshToken;
        _askedForFreshToken = true;
        return secondTime;
    }

    private async Task WaitAsync(CloseReason reason, CancellationToken stopping)
    {
        var wait = _backoff.Next(reason);
        changed(DeviceClientState.Waiting, null, reason, wait);
        try
        {
            await Task.Delay(wait, options.TimeProvider, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next turn of the loop ends it.
        }
    }

    private void End(DeviceClientState state, CloseReason reason, Exception? exception)
    {
        changed(state, null, reason, null);
        if (!_welcomed.TrySetException(exception as DeviceConnectException ?? new DeviceConnectException(reason, exception)))
        {
            return;
        }

        // Seen, also when the caller has given up its wait.
        _ = _welcomed.Task.Exception;
    }
}

/// <summary>The waits between connections; <see cref="ReconnectBounds"/> says how they grow.</summary>
internal sealed class Backoff(ReconnectBounds bounds, Random random)
{
    private int _failures;

    /// <summary>The next wait: what the service asked for where it did, else the backoff's own, and never less than it for a Retry-After.</summary>
    public TimeSpan Next(CloseReason reason)
    {
        var own = bounds.Draw(_failures++, random);
        if (reason.ReconnectAfter is not { } asked)
        {
            return own;
        }

        asked = asked < TimeSpan.Zero ? TimeSpan.Zero : asked > bounds.LongestAsked ? bounds.LongestAsked : asked;
        // The service spreads goaway over its devices itself; a Retry-After is the same for all of them.
        return reason.ErrorCode == ErrorCodes.GoAway ? asked : asked + own;
    }

    public void SessionEnded(TimeSpan lasted)
    {
        if (lasted > bounds.Ceiling(Math.Max(0, _failures - 1)))
        {
            _failures = 0;
        }
    }
}
