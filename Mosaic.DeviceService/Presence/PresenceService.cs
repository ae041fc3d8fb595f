using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Requests.Durable;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Presence;

/// <summary>Keeps what is known of sessions and instances by reading what the instances of both services have said.</summary>
internal sealed class PresenceService(
    ControlLog log, PresenceView view, InstanceLedger ledger, DispatchQueue dispatch, IOptions<MessagingOptions> messaging) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => log.RunAsync(delivery => Take(delivery.Properties), stoppingToken);

    private void Take(IReadOnlyBasicProperties said)
    {
        switch (said.Type)
        {
            case ControlKinds.Session when SessionAnnouncement.Read(said) is { } announced:
                Take(announced);
                break;
            case ControlKinds.Heartbeat when InstanceLife.Read(said) is { } life:
                ledger.Heard(life.Instance);
                if (ledger.Began(life) && view.EpochOf(life.Instance, life.Began) is { } earlier) ledger.Over(life.Instance, earlier);
                break;
            case ControlKinds.Watch when said.Headers.Text(ControlKinds.InstanceField) == messaging.Value.Instance:
                ledger.Tick();
                break;
            case ControlKinds.Lost when InstanceLoss.Read(said) is { } loss:
                ledger.Lost(loss, view.Lose(loss));
                break;
            case ControlKinds.Told when InstanceLoss.Read(said) is { } loss:
                ledger.Told(loss);
                break;
        }
    }

    private void Take(SessionAnnouncement announced)
    {
        var accepted = view.Apply(announced);
        if (announced.Ended is null)
        {
            ledger.Heard(announced.Instance);
            dispatch.Ready(announced.Device);
        }

        if (!accepted) ledger.Over(announced.Instance, announced.Epoch);
    }
}
