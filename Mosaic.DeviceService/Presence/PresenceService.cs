using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Presence;

/// <summary>Keeps what is known of sessions and instances by reading what the instances of both services have published.</summary>
internal sealed class PresenceService(
    ControlLog log, LivePublisher publisher, PresenceView view, InstanceLedger ledger, IOptions<MessagingOptions> messaging, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly string _end = Guid.NewGuid().ToString("D");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(log.RunAsync(delivery => Take(delivery.Properties), stoppingToken), MarkEndAsync(stoppingToken));

    // When the mark is read, everything before it has been read.
    private async Task MarkEndAsync(CancellationToken stopping)
    {
        while (!view.IsCurrent)
        {
            var mark = new AwaitedMessage { Exchange = Topology.Control };
            mark.Message[Fields.Kind] = ControlKinds.Mark;
            mark.Message[Fields.Id] = _end;
            await publisher.PublishAndWaitAsync(mark, lane: 0, stopping);
            await Task.Delay(RetryDelay, time, stopping);
        }
    }

    private void Take(IReadOnlyBasicProperties message)
    {
        switch (message.Type)
        {
            case ControlKinds.Session when SessionAnnouncement.Read(message) is { } announced:
                Take(announced);
                break;
            case ControlKinds.Heartbeat when InstanceLife.Read(message) is { } life:
                ledger.SetAlive(life.Instance);
                if (ledger.Began(life) && view.EpochOf(life.Instance, life.Began) is { } earlier)
                {
                    ledger.SetEnded(life.Instance, earlier);
                }

                break;
            case ControlKinds.Mark when message.Headers.Text(Fields.Id) == _end:
                view.IsCurrent = true;
                break;
            case ControlKinds.Watch:
                Mark(message.Headers.Text(ControlKinds.InstanceField) == messaging.Value.Instance);
                break;
            case ControlKinds.Lost when InstanceLoss.Read(message) is { } loss:
                ledger.SetLost(loss, view.EndSessions(loss));
                break;
            case ControlKinds.Told when InstanceLoss.Read(message) is { } loss:
                ledger.SetReported(loss);
                break;
        }
    }

    // Whether this instance watches or another: what is known of instances that are gone is given up.
    private void Mark(bool own)
    {
        if (own)
        {
            ledger.Tick();
        }

        foreach (var instance in ledger.Mark())
        {
            if (view.EpochOf(instance) is null)
            {
                ledger.Forget(instance);
            }
        }
    }

    private void Take(SessionAnnouncement announced)
    {
        var accepted = view.Apply(announced);
        if (announced.Ended is null)
        {
            ledger.SetAlive(announced.Instance);
            view.ReportConnected(announced.Device);
        }

        if (!accepted)
        {
            ledger.SetEnded(announced.Instance, announced.Epoch);
        }
    }
}
