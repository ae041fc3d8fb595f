using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// Reads what the other instances announce: a newer session of a device elsewhere ends the one here; a request for a snapshot is answered; and when this
/// instance was declared lost, because it was suspended or cut off, it ends the sessions that were declared ended.
/// </summary>
internal sealed partial class ControlListener(
    ControlSubscription control,
    SessionRegistry registry,
    SessionOpener opener,
    SessionAnnouncer announcer,
    Takeover takeover,
    EpochClock epochs,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<ControlListener> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        control.RunAsync(Handle, consuming =>
        {
            takeover.SetListening(consuming);

            // The announcements of the meantime were missed, those of this instance perhaps by the others.
            if (consuming)
            {
                _ = AnnounceAsync(registry.Sessions, stoppingToken);
            }
        }, stoppingToken);

    private ValueTask Handle(Delivery delivery)
    {
        if (delivery.Properties.Type == ControlKinds.Snapshot)
        {
            _ = AnnounceAsync(registry.Sessions, CancellationToken.None);
        }
        else if (SessionAnnouncement.Read(delivery.Properties) is { } announced)
        {
            epochs.Observe(announced.Epoch);
            if (announced.Ended is not null)
            {
                takeover.OlderEnded(announced.Device);
            }

            if (registry.Find(announced.Device) is { } session && announced.Session != session.Id)
            {
                Settle(announced, session);
            }
        }
        else if (DeviceFlow.Read(delivery.Properties) is { Partition: { } partition } flow)
        {
            LimitPartition(partition, flow.Credit);
        }
        else if (delivery.Properties.Type == ControlKinds.Lost && InstanceLoss.Read(delivery.Properties) is { } loss && loss.Instance == options.Value.Instance)
        {
            GiveUp(loss);
        }

        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private void LimitPartition(long partition, long? credit)
    {
        var until = time.GetTimestamp() + (long)(DeviceFlow.Lifetime.TotalSeconds * time.TimestampFrequency);
        foreach (var session in registry.Sessions.Where(session => Topology.PartitionOf(session.Device, options.Value.Partitions) == partition))
        {
            session.Window.LimitShared(credit, until);
        }
    }

    // The Hive Backend was notified that they ended. A device that comes back has a new session, with a greater epoch.
    private void GiveUp(InstanceLoss loss)
    {
        epochs.Observe(loss.Epoch);
        var over = registry.Sessions.Where(session => session.Epoch <= loss.Epoch).ToArray();
        Log.TakenForLost(logger, over.Length);
        foreach (var session in over)
        {
            session.Connection.Close(CloseReason.InstanceLost);
        }
    }

    /// <summary>Another instance has, or had, a session of a device that has one here: the newer one counts.</summary>
    private void Settle(SessionAnnouncement announced, DeviceSession session)
    {
        var isNewer = (announced.Epoch, announced.Session).CompareTo((session.Epoch, session.Id)) > 0;
        if (isNewer && announced.Ended is null)
        {
            _ = opener.ReplaceAsync(session); // It never throws.
        }
        else if (isNewer)
        {
            // Its begin was missed here, or this one would be closed. For all others the device has left with it: it shall come back with a session that is newer still.
            session.Connection.Close(CloseReason.SubscribeFailed);
        }
        else if (announced.Ended is null)
        {
            // The other instance was cut off, or suspended, when this one was announced: it is announced again.
            _ = AnnounceAsync([session], CancellationToken.None);
        }
    }

    private async Task AnnounceAsync(IEnumerable<DeviceSession> sessions, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var session in sessions)
            {
                // Listening can begin again a moment before publishing does: without a repeat the others would not know of the session for hours.
                while (!session.IsEnded && await announcer.AnnounceAgainAsync(session) != PublishOutcome.Confirmed)
                {
                    await Task.Delay(RetryDelay, time, cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Answering another instance failed.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "This instance was silent for so long that it was taken for lost; its {Count} sessions end.")]
        public static partial void TakenForLost(ILogger logger, int count);
    }
}
