using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Requests.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// A consumer for each partition. RabbitMQ gives a partition's messages to one instance, its active consumer; the others
/// stand in line to take over.
/// </summary>
internal sealed class PartitionConsumers : IDisposable
{
    private readonly PartitionIntake[] _intakes;
    private readonly QueueConsumer[] _consumers;

    public PartitionConsumers(
        Broker broker,
        DeliveryLanes lanes,
        DurableConfirmations confirmations,
        IDeadLetterWriter deadLetters,
        DeliveryMetrics metrics,
        IOptions<MessagingOptions> messaging,
        IOptions<DeliveryOptions> options,
        TimeProvider time,
        ILogger<QueueConsumer> logger)
    {
        _intakes = [.. Enumerable.Range(0, messaging.Value.Partitions).Select(partition => new PartitionIntake(partition, lanes, confirmations, deadLetters, metrics))];
        _consumers = [.. _intakes.Select((intake, partition) => new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = Topology.PartitionQueue(partition),
            Prefetch = messaging.Value.Prefetch,
            Handler = intake.TakeAsync,
            SetAside = intake.SetAsideAsync,
            DrainTimeout = options.Value.Timeout, // No post takes longer.
        }, time, logger))];
    }

    /// <summary>How many partitions there are.</summary>
    internal int Count => _consumers.Length;

    /// <summary>Whether this instance stands in the line of every partition.</summary>
    internal bool AreInLine => _consumers.All(consumer => consumer.IsConsuming);

    /// <inheritdoc cref="QueueConsumer.StepBack"/>
    internal bool StepBack(int partition, TimeSpan atLeast) => _consumers[partition].StepBack(atLeast);

    /// <summary>Consumes into the lanes until cancelled; then lets the posts of the moment end.</summary>
    internal Task RunAsync(CancellationToken stopping) => Task.WhenAll(_consumers.Select(consumer => consumer.RunAsync(stopping)));

    public void Dispose() => Array.ForEach(_intakes, intake => intake.Dispose());
}
