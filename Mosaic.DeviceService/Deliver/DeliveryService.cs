using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// Consumes every partition into the lanes, and runs the workers that empty them. RabbitMQ gives a partition's messages to one
/// instance, its active consumer; the others stand in line to take over.
/// </summary>
internal sealed class DeliveryService : BackgroundService
{
    private readonly PartitionIntake[] _intakes;
    private readonly QueueConsumer[] _consumers;
    private readonly DeliveryWorker _worker;
    private readonly int _workers;
    private readonly IHostApplicationLifetime _lifetime;

    public DeliveryService(
        Broker broker,
        DeliveryLanes lanes,
        FlowControl flow,
        HiveGate gate,
        DeliveryWorker worker,
        DurableConfirmations confirmations,
        IDeadLetterWriter deadLetters,
        DeviceServiceMetrics metrics,
        IHostApplicationLifetime lifetime,
        IOptions<MessagingOptions> messaging,
        IOptions<DeliveryOptions> options,
        TimeProvider time,
        ILogger<QueueConsumer> logger)
    {
        _worker = worker;
        _workers = options.Value.Concurrency;
        _lifetime = lifetime;
        _intakes = [.. Enumerable.Range(0, messaging.Value.Partitions).Select(partition => new PartitionIntake(partition, lanes, confirmations, deadLetters, metrics))];
        _consumers = [.. _intakes.Select((intake, partition) => new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = Topology.PartitionQueue(partition),
            Prefetch = messaging.Value.Prefetch,
            Handler = intake.TakeAsync,
            SetAside = intake.SetAsideAsync,
            DrainTimeout = options.Value.Timeout, // No post takes longer.
        }, time, logger))];
        metrics.ObserveDelivery(() => lanes.Messages, () => lanes.Count, () => flow.Count, () => gate.IsDown);
    }

    /// <summary>How many partitions there are.</summary>
    public int PartitionCount => _consumers.Length;

    /// <summary>Whether this instance stands in the line of every partition.</summary>
    public bool IsInLine => _consumers.All(consumer => consumer.IsConsuming);

    /// <inheritdoc cref="QueueConsumer.StepBack"/>
    public bool StepBack(int partition, TimeSpan atLeast) => _consumers[partition].StepBack(atLeast);

    public override void Dispose()
    {
        base.Dispose();
        Array.ForEach(_intakes, intake => intake.Dispose());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var working = new CancellationTokenSource();
        var workers = Enumerable.Range(0, _workers).Select(_ => Task.Run(() => _worker.RunAsync(working.Token), CancellationToken.None)).ToArray();

        // Consuming ends first, while the workers finish their posts; and at once, not after the calls that wait for a device.
        var stopping = _lifetime.ApplicationStopping;
        try
        {
            await Task.WhenAll(_consumers.Select(consumer => consumer.RunAsync(stopping)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Other instances have the partitions now.
        }
        finally
        {
            await working.CancelAsync();
            await Task.WhenAll(workers);
        }
    }
}
