using System.Collections.Concurrent;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Presence;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Relay;

/// <summary>
/// A device connects here while another instance may still hold its older session. A message to the device, sent before
/// this instance is bound for it, finds out: RabbitMQ returns it when nobody has the device; otherwise it reaches the
/// holder, which ends the older session, and this one waits until the end is published, so that the Hive Backend reads
/// "disconnected" before "connected". The announcement of the new session is the net under it.
/// </summary>
internal sealed partial class Takeover(LivePublisher live, SessionAnnouncer announcer, TimeProvider time, ILogger<Takeover> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    /// <summary>Ends the device's session at another instance, if there is one, and waits a bounded time for it.</summary>
    public async Task RunAsync(DeviceSession session)
    {
        var older = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[session.Device] = older;
        try
        {
            if (await live.PublishAndWaitAsync(Message(session), (int)session.Epoch, CancellationToken.None) == PublishOutcome.Confirmed)
            {
                await Task.WhenAny(older.Task, Task.Delay(Patience, time));
            }
        }
        finally
        {
            _waiting.TryRemove(new KeyValuePair<Guid, TaskCompletionSource>(session.Device, older));
        }
    }

    /// <summary>A session of this device has ended at some instance.</summary>
    public void OlderEnded(Guid device)
    {
        if (_waiting.TryGetValue(device, out var older))
        {
            older.TrySetResult();
        }
    }

    /// <summary>Another instance, or this one, has a newer session of a device that is connected here.</summary>
    public void Receive(DeviceSession session, long epoch)
    {
        if (epoch > session.Epoch)
        {
            session.Connection.Close(CloseReason.SessionReplaced);
        }
        else if (epoch == session.Epoch)
        {
            // Our own message, over a binding that was about to go: nobody else has the device.
            OlderEnded(session.Device);
        }
        else
        {
            // The newer session is this one; the other learns it here.
            _ = AnnounceAsync(session);
        }
    }

    private static AwaitedMessage Message(DeviceSession session)
    {
        var message = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = session.DeviceText, Mandatory = true };
        message.Message[Fields.Kind] = Kinds.Takeover;
        message.Message[Fields.Epoch] = session.Epoch;
        message.Message[Fields.Session] = session.IdText;
        return message;
    }

    private async Task AnnounceAsync(DeviceSession session)
    {
        try
        {
            await announcer.AnnounceAsync(session);
        }
        catch (Exception e)
        {
            Log.AnnounceFailed(logger, session.Device, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Announcing the session of device {Device} failed.")]
        public static partial void AnnounceFailed(ILogger logger, Guid device, Exception exception);
    }
}
