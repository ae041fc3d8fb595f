using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Reads the journal for as long as the service runs.</summary>
internal sealed class JournalService(
    Broker broker, Journal journal, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<QueueConsumer> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new StreamFollower(broker, Topology.Requests, messaging.Value.Prefetch, time, logger).RunAsync(journal.Take, _ => journal.ReadingChanged(), stoppingToken);
}
