using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>
/// One Device Service instance at a time watches the instances of the WebSocket Service, announces to all others which is
/// lost, and notifies the Hive Backend of the sessions that ended so. Both are in the log that every instance reads: when this
/// one is killed in between, the next goes on where it was.
/// </summary>
internal sealed partial class InstanceWatch(
    LivePublisher live,
    PresencePublisher events,
    PresenceView view,
    InstanceLedger ledger,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<InstanceWatch> logger) : ILeaderWork
{
    /// <summary>The log is kept for a day: so often all that lives is announced anew, or a long session would be forgotten.</summary>
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromHours(6);

    public async Task RunAsync(CancellationToken held)
    {
        ledger.BeginWatch();
        using var timer = new PeriodicTimer(ControlKinds.HeartbeatInterval, time);
        long? askedAt = null;
        do
        {
            if (askedAt is not { } at || time.GetElapsedTime(at) > SnapshotInterval)
            {
                askedAt = await PublishAsync(message => message[Fields.Kind] = ControlKinds.Snapshot, held) ? time.GetTimestamp() : null;
            }

            if (ledger.IsCurrent)
            {
                await CheckAsync(held);
            }

            await PublishAsync(Mark, held);
        }
        while (await timer.WaitForNextTickAsync(held));
    }

    private async Task CheckAsync(CancellationToken held)
    {
        foreach (var instance in ledger.Silent())
        {
            if (view.EpochOf(instance) is { } epoch)
            {
                await DeclareLostAsync(instance, epoch, held);
            }
            else
            {
                ledger.Forget(instance);
            }
        }

        foreach (var (instance, epoch) in ledger.Ended())
        {
            await DeclareLostAsync(instance, epoch, held);
        }

        foreach (var lost in ledger.Unreported())
        {
            await ReportAsync(lost.Loss, lost.Sessions, held);
        }
    }

    private async Task DeclareLostAsync(string instance, long epoch, CancellationToken held)
    {
        Log.Lost(logger, instance);
        var loss = new InstanceLoss(instance, epoch, time.GetUtcNow());
        if (await PublishAsync(message => loss.WriteTo(message, ControlKinds.Lost), held))
        {
            ledger.SetLost(loss, view.EndSessions(loss));
        }
    }

    private async Task ReportAsync(InstanceLoss loss, IReadOnlyList<DevicePresence> sessions, CancellationToken held)
    {
        var published = new List<Task<bool>>();
        foreach (var session in sessions)
        {
            // A device that has come back elsewhere is connected; its older session needs no event.
            if (view.Find(session.Device) is { } known && known.Session != session.Session)
            {
                continue;
            }

            published.Add(await events.PublishAsync(
                new SessionAnnouncement(session.Device, session.Session, session.Epoch, session.Instance, loss.At, DisconnectReasons.InstanceLost), held));
        }

        Log.Reported(logger, published.Count, loss.Instance);
        var outcomes = await Task.WhenAll(published).WaitAsync(held);
        if (outcomes.All(safe => safe))
        {
            await PublishAsync(message => loss.WriteTo(message, ControlKinds.Told), held);
        }
    }

    private void Mark(Message message)
    {
        message[Fields.Kind] = ControlKinds.Watch;
        message[ControlKinds.InstanceField] = messaging.Value.Instance;
    }

    // What was not confirmed is published again at the next check.
    private async Task<bool> PublishAsync(Action<Message> write, CancellationToken held)
    {
        var message = new AwaitedMessage { Exchange = Topology.Control };
        write(message.Message);
        return await live.PublishAndWaitAsync(message, lane: 0, held) == PublishOutcome.Confirmed;
    }
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The instance '{Instance}' of the WebSocket Service is taken for lost.")]
        public static partial void Lost(ILogger logger, string instance);

        [LoggerMessage(2, LogLevel.Information, "The Hive Backend is notified of the end of {Count} sessions of the lost instance '{Instance}'.")]
        public static partial void Reported(ILogger logger, int count, string instance);
    }
}
