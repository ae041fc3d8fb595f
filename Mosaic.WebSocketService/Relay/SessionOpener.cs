using System.Diagnostics;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Presence;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Relay;

/// <summary>Opens a device's session and ends it.</summary>
internal sealed partial class SessionOpener(
    ConnectionRegistry registry,
    Subscriptions subscriptions,
    Takeover takeover,
    SessionAnnouncer announcer,
    EpochClock epochs,
    IOptions<ConnectionOptions> options,
    TimeProvider time,
    ILogger<SessionOpener> logger)
{
    private static readonly ActivitySource Source = new("Mosaic.WebSocketService");

    /// <summary>Subscribes for the device, replaces its older session wherever it is, and welcomes it. On failure the connection closes.</summary>
    public async ValueTask OpenAsync(DeviceConnection connection, DeviceIdentity identity)
    {
        using var activity = StartOpen(identity);
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

        if (connection is { Closing: { } reason, Session: { } session })
        {
            // It closed while its session was opening: what was registered or bound after that goes too.
            await EndAsync(connection, reason);
            registry.Remove(session);
            await subscriptions.UnbindAsync(session.Device);
        }
    }

    // Beside the request's span, not under it: that ends with the connection, and until then its children had no parent to show.
    private static Activity? StartOpen(DeviceIdentity identity)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = Activity.Current is { ParentSpanId: var caller } request && caller != default
            ? new ActivityContext(request.TraceId, caller, request.ActivityTraceFlags, request.TraceStateString, isRemote: true)
            : default;
        Activity.Current = null;
        return Source.StartActivity("open session", ActivityKind.Server, parent)?.SetTag("mosaic.device", identity.Device.ToString("D"));
    }

    /// <summary>Takes a fresh token for a session that goes on.</summary>
    public void Renew(DeviceSession session, DeviceIdentity identity)
    {
        session.Expires = identity.Expires;
        Welcome(session);
    }

    /// <summary>Ends a session because the device has a newer one.</summary>
    public async ValueTask ReplaceAsync(DeviceSession session)
    {
        session.Connection.Close(CloseReason.SessionReplaced);
        await EndAsync(session.Connection, CloseReason.SessionReplaced);
    }

    /// <summary>Ends the session of a closing connection, if it has one. The first call counts.</summary>
    public async ValueTask EndAsync(DeviceConnection connection, CloseReason reason)
    {
        if (connection.Session is not { } session || !session.TryEnd())
        {
            return;
        }

        registry.Remove(session);
        session.Window.Open();

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

        await subscriptions.UnbindAsync(session.Device);
    }

    private async Task OpenStepsAsync(DeviceConnection connection, DeviceIdentity identity)
    {
        // 1. The newest session wins: an older one ends first, be it here or at another instance.
        var session = new DeviceSession(connection, identity, epochs.Next(), time.GetUtcNow(), options.Value.Window);
        connection.Session = session;
        if (registry.Replace(session) is { } replaced)
        {
            await ReplaceAsync(replaced);
        }
        else
        {
            await takeover.RunAsync(session);
        }

        // 2. From here on RabbitMQ sends this instance what is addressed to the device.
        if (!await TrySubscribeAsync(session))
        {
            connection.Close(CloseReason.SubscribeFailed);
            return;
        }

        // 3. Every other instance learns that the device is here.
        if (!await TryAnnounceAsync(session))
        {
            connection.Close(CloseReason.BrokerUnavailable);
            return;
        }

        // 4. And so does the Hive Backend.
        await TellConnectedAsync(session);

        // 5. Unless a still newer one came meanwhile, the device is in.
        if (!session.IsEnded)
        {
            Welcome(session);
        }
    }

    private async Task<bool> TryAnnounceAsync(DeviceSession session)
    {
        await UnlessEndedAsync(session, () =>
        {
            session.IsAnnounced = true;
            return Task.CompletedTask;
        });
        return !session.IsAnnounced || await announcer.AnnounceAsync(session) == PublishOutcome.Confirmed;
    }

    private Task TellConnectedAsync(DeviceSession session) => UnlessEndedAsync(session, () => announcer.ConnectedAsync(session));

    // A newer one may have ended it meanwhile: nothing is said of it behind its end.
    private static async Task UnlessEndedAsync(DeviceSession session, Func<Task> say)
    {
        await session.Publishing.WaitAsync();
        try
        {
            if (!session.IsEnded)
            {
                await say();
            }
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private void Welcome(DeviceSession session) => session.Welcome(Frames.Welcome(new Welcome(
        session.Device, session.Id, options.Value.Heartbeat, options.Value.Window, options.Value.MaxMessageBytes, session.Expires)));

    private async ValueTask<bool> TrySubscribeAsync(DeviceSession session)
    {
        try
        {
            await subscriptions.BindAsync(session.Device);
            return true;
        }
        catch (Exception e)
        {
            // Without an answer in time RabbitMQ is away, for every device: its connection says it once.
            Log.SubscribeFailed(logger, e is OperationCanceledException ? LogLevel.Debug : LogLevel.Warning, session.Device, e.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "Opening the session of device {Device} failed.")]
        public static partial void OpenFailed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(EventId = 1, Message = "Subscribing for device {Device} failed: {Reason}")]
        public static partial void SubscribeFailed(ILogger logger, LogLevel level, Guid device, string reason);
    }
}
