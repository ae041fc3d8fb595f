using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Consumes every partition into the lanes, and runs the workers that empty them.</summary>
internal sealed class DeliveryService(
    Broker broker,
    DeliveryLanes lanes,
    DeliveryWorker worker,
    IDeadLetterWriter deadLetters,
    DeliveryMetrics metrics,
    IOptions<MessagingOptions> messaging,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<QueueConsumer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var partitions = Enumerable.Range(0, messaging.Value.Partitions).Select(partition => ConsumeAsync(Topology.PartitionQueue(partition), stoppingToken));
        var workers = Enumerable.Range(0, options.Value.Concurrency).Select(_ => Task.Run(() => worker.RunAsync(stoppingToken), CancellationToken.None));
        await Task.WhenAll([.. partitions, .. workers]);
    }

    private async Task ConsumeAsync(string queue, CancellationToken stopping)
    {
        using var intake = new PartitionIntake(queue, lanes, deadLetters, metrics);
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = queue,
            Prefetch = messaging.Value.Prefetch,
            Handler = intake.TakeAsync,
        }, time, logger);
        await consumer.RunAsync(stopping);
    }
}
