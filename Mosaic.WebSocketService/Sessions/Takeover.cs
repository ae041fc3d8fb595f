using System.Collections.Concurrent;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// A device connects here while another instance may still hold its older session. A message to the device, sent before this instance is bound for it,
/// finds out: RabbitMQ returns it when no instance has the device; otherwise it reaches the holder, which ends the older session, and this
/// instance waits until the end is published, so that the Hive Backend reads "disconnected" before "connected". Should that fail, the announcement of
/// the new session ends the older one.
///
/// Invariant: no session is bound, at its opening or after its binding was lost, before RabbitMQ has returned or routed its
/// takeover. So what is published to a device when two instances are bound for it stands behind the takeover in the queue of the
/// older one, which has closed its session by then.
/// </summary>
internal sealed class Takeover(LivePublisher live, SessionAnnouncer announcer, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();
    private volatile TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the device's older session at another instance, if there is one, and waits a bounded time for it, or until this one closes.</summary>
    public async Task<TakeoverOutcome> RunAsync(DeviceSession session)
    {
        var older = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[session.Device] = older;
        try
        {
            await WaitAsync(session, _listening.Task);
            switch (await live.PublishAndWaitAsync(Message(session), (int)session.Epoch, CancellationToken.None))
            {
                case PublishOutcome.Returned:
                    return TakeoverOutcome.Free;
                case PublishOutcome.Confirmed:
                    await WaitAsync(session, older.Task);
                    return older.Task.IsCompleted ? TakeoverOutcome.Free : TakeoverOutcome.Unanswered;
                default:
                    return TakeoverOutcome.Unavailable;
            }
        }
        finally
        {
            _waiting.TryRemove(new KeyValuePair<Guid, TaskCompletionSource>(session.Device, older));
        }
    }

    /// <summary>Whether this instance receives the announcements of the others at present: one of those is the answer to a takeover.</summary>
    public void SetListening(bool listening)
    {
        if (listening)
        {
            _listening.TrySetResult();
        }
        else if (_listening.Task.IsCompleted)
        {
            _listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
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
            // This instance's own message, over a binding that was about to be removed: no other instance has the device.
            OlderEnded(session.Device);
        }
        else
        {
            // The newer session is this one: its announcement ends the other.
            _ = announcer.TryAnnounceAgainAsync(session);
        }
    }

    private async Task WaitAsync(DeviceSession session, Task awaited)
    {
        if (!awaited.IsCompleted)
        {
            using var enough = new CancellationTokenSource();
            await Task.WhenAny(awaited, session.Connection.Closed, Task.Delay(Patience, time, enough.Token));
            await enough.CancelAsync();
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
}

/// <summary>What a takeover has found.</summary>
internal enum TakeoverOutcome
{
    /// <summary>No other instance has the device, or its older session has ended.</summary>
    Free,

    /// <summary>An instance is bound for the device and does not answer.</summary>
    Unanswered,

    /// <summary>RabbitMQ cannot be asked.</summary>
    Unavailable,
}
