using System.Diagnostics;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>Opens a device's session and ends it.</summary>
internal sealed partial class SessionOpener(
    SessionRegistry registry,
    Subscriptions subscriptions,
    Takeover takeover,
    SessionAnnouncer announcer,
    EpochClock epochs,
    IOptions<ConnectionOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<SessionOpener> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private static readonly ActivitySource Source = new("Mosaic.WebSocketService");

    /// <summary>Subscribes for the device, replaces its older session wherever it is, and welcomes it. On failure the connection closes; never throws.</summary>
    /// <param name="connection">The connection, which is being read.</param>
    /// <param name="identity">Whose token was good.</param>
    /// <param name="request">The handshake's span, when the token came with it.</param>
    public async Task OpenAsync(DeviceConnection connection, DeviceIdentity identity, Activity? request)
    {
        using var activity = StartOpen(identity, request);
        try
        {
            await OpenStepsAsync(connection, identity);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            Log.OpenFailed(logger, identity.Device, e);
            connection.Close(CloseReason.InternalError);
        }

        if (connection.Closing is { } reason)
        {
            // It may have closed before it had this session.
            await EndAsync(connection, reason);
        }
    }

    // Beside the request's span, not under it: that ends with the connection, and until then its children had no parent to show.
    private static Activity? StartOpen(DeviceIdentity identity, Activity? request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = request is { ParentSpanId: var caller } && caller != default
            ? new ActivityContext(request.TraceId, caller, request.ActivityTraceFlags, request.TraceStateString, isRemote: true)
            : default;
        Activity.Current = null;
        return Source.StartActivity("open session", ActivityKind.Server, parent)?.SetTag("mosaic.device", identity.Device.ToString("D"));
    }

    /// <summary>Takes a fresh token for a session that goes on.</summary>
    public void Renew(DeviceSession session, DeviceIdentity identity)
    {
        session.Connection.Identity = identity;
        Welcome(session, identity);
    }

    /// <summary>Ends a session because the device has a newer one. Never throws.</summary>
    public async Task ReplaceAsync(DeviceSession session)
    {
        session.Connection.Close(CloseReason.SessionReplaced);
        await EndAsync(session.Connection, CloseReason.SessionReplaced);
    }

    /// <summary>
    /// Ends the session of a closing connection, if it has one; the first call counts. Returns for every caller when the end, if it is to be published, is on
    /// its way behind the session's last message: what is published of a newer session after that follows it. Never throws.
    /// </summary>
    public async Task EndAsync(DeviceConnection connection, CloseReason reason)
    {
        if (DeviceSession.Of(connection) is not { } session)
        {
            return;
        }

        if (!session.TryEnd())
        {
            await session.EndPublished;
            return;
        }

        session.Window.Open();
        await session.OlderEndPublished; // One that was never announced ends at once, and may be replaced while the end of its older one is still to be published.
        try
        {
            await PublishEndAsync(session, reason);
        }
        catch (Exception e)
        {
            Log.EndFailed(logger, session.Device, e);
        }

        // Not before: while it is here, a newer session of the device on this instance finds it and waits for its end.
        registry.Remove(session);
        session.SetEndPublished();
        _ = subscriptions.UnbindAsync(session.Device); // It never throws, and nobody has to wait for it.
    }

    /// <summary>
    /// Subscribes again for a session whose binding may have gone with a connection to RabbitMQ, and goes on trying until it has it, until
    /// <paramref name="lost"/>, or until nothing has succeeded for any device for the recovery time; then the session closes. Another instance may
    /// have a newer session by now: this one is bound only when that is ruled out.
    /// </summary>
    public async Task ResumeAsync(DeviceSession session, CancellationToken lost)
    {
        var began = time.GetTimestamp();
        var unanswered = 0;
        await session.Connection.Opening; // It may have been bound on the connection that was lost.
        while (!session.IsEnded && !lost.IsCancellationRequested)
        {
            switch (await takeover.RunAsync(session))
            {
                case TakeoverOutcome.Free when await TrySubscribeAsync(session) && await announcer.AnnounceAgainAsync(session) == PublishOutcome.Confirmed:
                    return;
                case TakeoverOutcome.Unanswered when unanswered++ > 0:
                    // Which session is the newer one cannot be known: the device is to come back with one that is. The first time it may have been a
                    // binding that should have gone; the message makes that instance take it away.
                    session.Connection.Close(CloseReason.SubscribeFailed);
                    return;
            }

            if (time.GetElapsedTime(Math.Max(began, subscriptions.SucceededAt)) > messaging.Value.RecoveryTimeout)
            {
                session.Connection.Close(CloseReason.SubscribeFailed);
                return;
            }

            await Task.Delay(RetryDelay, time, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PublishEndAsync(DeviceSession session, CloseReason reason)
    {
        // A message that is being handed over goes first; none follows.
        await session.Publishing.WaitAsync();
        try
        {
            if (session.IsAnnounced)
            {
                await announcer.DisconnectedAsync(session, reason.Presence);
            }
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private async Task OpenStepsAsync(DeviceConnection connection, DeviceIdentity identity)
    {
        // 1. A device that has gone gets no session, which would be its newest and end the one that it has: its handshake or its token may have waited
        //    here for long, while this process stood still for example.
        if (connection.Liveness.HasLeft)
        {
            connection.Close(CloseReason.ConnectionLost);
        }

        if (connection.IsClosing)
        {
            return;
        }

        // 2. The newest session wins: an older one ends first, be it here or at another instance.
        var session = new DeviceSession(connection, identity, epochs.Next(), time.GetUtcNow());
        connection.Identity = identity;
        connection.State = session;
        if (!await TryReplaceOlderAsync(session))
        {
            connection.Close(CloseReason.BrokerUnavailable);
            return;
        }

        // 3. From here on RabbitMQ sends this instance what is addressed to the device.
        if (!await TrySubscribeAsync(session))
        {
            connection.Close(CloseReason.SubscribeFailed);
            return;
        }

        // 4. Every other instance learns that the device is here, and then the Hive Backend.
        if (!await TryAnnounceAsync(session))
        {
            connection.Close(CloseReason.BrokerUnavailable);
            return;
        }

        // 5. Unless a still newer one came meanwhile, the device is in.
        if (!session.IsEnded)
        {
            Welcome(session, identity);
        }
    }

    private async Task<bool> TryReplaceOlderAsync(DeviceSession session)
    {
        if (registry.Replace(session) is { } replaced)
        {
            await ReplaceAsync(replaced);
            if (replaced.IsAnnounced)
            {
                return true; // It had taken the device over itself.
            }
        }

        return await takeover.RunAsync(session) != TakeoverOutcome.Unavailable;
    }

    /// <summary>Announces a session that has not ended. False when RabbitMQ does not take it.</summary>
    private async Task<bool> TryAnnounceAsync(DeviceSession session)
    {
        // Held over all of it, so that the session's end finds it either announced completely or not at all.
        await session.Publishing.WaitAsync();
        try
        {
            if (session.IsEnded)
            {
                return true;
            }

            // Without an answer in time they may know of it, and then must be notified of its end.
            var outcome = await announcer.AnnounceAsync(session);
            session.IsAnnounced = outcome is PublishOutcome.Confirmed or PublishOutcome.TimedOut;
            if (outcome != PublishOutcome.Confirmed)
            {
                return false;
            }

            await announcer.ConnectedAsync(session);
            return true;
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private void Welcome(DeviceSession session, DeviceIdentity identity) => session.Connection.Outgoing.Open(Frames.Welcome(new Welcome(
        session.Device, session.Id, options.Value.Heartbeat, options.Value.Window, options.Value.MaxMessageBytes, identity.Expires)));

    private async ValueTask<bool> TrySubscribeAsync(DeviceSession session)
    {
        try
        {
            await subscriptions.BindAsync(session);
            return true;
        }
        catch (Exception e)
        {
            // Without an answer in time RabbitMQ is away, for every device: its connection logs that once.
            Log.SubscribeFailed(logger, e is OperationCanceledException or TimeoutException ? LogLevel.Debug : LogLevel.Warning, session.Device, e.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "Opening the session of device {Device} failed.")]
        public static partial void OpenFailed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "The end of the session of device {Device} could not be told.")]
        public static partial void EndFailed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(EventId = 1, Message = "Subscribing for device {Device} failed: {Reason}")]
        public static partial void SubscribeFailed(ILogger logger, LogLevel level, Guid device, string reason);
    }
}
