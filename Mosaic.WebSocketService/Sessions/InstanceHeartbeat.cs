using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>Announces regularly that this instance is alive; when that stops, its sessions are declared lost.</summary>
internal sealed class InstanceHeartbeat(LivePublisher live, EpochClock epochs, IOptions<MessagingOptions> options, TimeProvider time) : BackgroundService
{
    // Made with the service, before the first session.
    private readonly InstanceLife _life = new(options.Value.Instance, epochs.Next());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ControlKinds.HeartbeatInterval, time);
        do
        {
            var message = new AwaitedMessage { Exchange = Topology.Control };
            _life.WriteTo(message.Message);
            await live.PublishAndWaitAsync(message, 0, stoppingToken); // Lost without a connection: the next one is soon.
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
