using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Rebalancing;

/// <summary>
/// Spreads the partitions over the instances. Each stands in the line of every partition, so that RabbitMQ itself finds
/// a successor at once when one ends; and an instance that is delivered a partition of another goes behind the others there,
/// until the owner is the first. No instance has to know which is active, and what was missed is mended at the next heartbeat.
/// </summary>
internal sealed partial class RebalancingService : BackgroundService
{
    private readonly Membership _membership;
    private readonly ControlSubscription _control;
    private readonly DeliveryService _partitions;
    private readonly LivePublisher _publisher;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly string _self;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _time;
    private readonly ILogger<RebalancingService> _logger;
    private string _share = "";

    public RebalancingService(
        Membership membership,
        ControlSubscription control,
        DeliveryService partitions,
        LivePublisher publisher,
        IHostApplicationLifetime lifetime,
        DeviceServiceMetrics metrics,
        IOptions<MessagingOptions> messaging,
        IOptions<RebalancingOptions> options,
        TimeProvider time,
        ILogger<RebalancingService> logger)
    {
        _membership = membership;
        _control = control;
        _partitions = partitions;
        _publisher = publisher;
        _lifetime = lifetime;
        _self = messaging.Value.Instance;
        _heartbeat = options.Value.Heartbeat;
        _time = time;
        _logger = logger;
        metrics.ObservePartitions(() => Owned().Count());
    }

    // What is published now counts here, not what the log has of earlier.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_control.RunAsync(ReceiveAsync, _ => { }, stoppingToken), SendHeartbeatsAsync(stoppingToken));

    private ValueTask ReceiveAsync(Delivery delivery)
    {
        _membership.Take(delivery.Properties);
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private async Task SendHeartbeatsAsync(CancellationToken stoppingToken)
    {
        var stopping = _lifetime.ApplicationStopping;
        using var timer = new PeriodicTimer(_heartbeat, _time);
        try
        {
            do
            {
                await RebalanceAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await AnnounceAsync(ControlKinds.Leaving, stoppingToken);
        }
    }

    private async Task RebalanceAsync(CancellationToken stopping)
    {
        // 1. An instance that could not take over partitions does not announce itself, so that it is left none.
        if (_partitions.IsInLine)
        {
            await AnnounceAsync(ControlKinds.Consuming, stopping);
        }

        // 2. Which instances are there?
        _membership.ForgetSilent();
        var share = string.Join(", ", Owned());
        if (share != _share)
        {
            Log.Share(_logger, _share = share, _partitions.PartitionCount, _membership.Count);
        }

        if (!_membership.AreSettled)
        {
            return;
        }

        // 3. What is others'. A place at the end is kept for as long as an instance may be gone unnoticed: otherwise those that
        //    are left would pass its partitions round and round until then.
        foreach (var partition in Enumerable.Range(0, _partitions.PartitionCount))
        {
            if (!_membership.Owns(partition) && _partitions.StepBack(partition, _heartbeat * Membership.MissedHeartbeats))
            {
                Log.SteppedBack(_logger, partition);
            }
        }
    }

    private IEnumerable<int> Owned() => Enumerable.Range(0, _partitions.PartitionCount).Where(_membership.Owns);

    // Without a connection it is lost: the next heartbeat comes soon, and an instance that leaves unannounced soon counts as gone.
    private async Task AnnounceAsync(string kind, CancellationToken cancellationToken)
    {
        var message = new AwaitedMessage { Exchange = Topology.Control };
        message.Message[Fields.Kind] = kind;
        message.Message[ControlKinds.InstanceField] = _self;
        await _publisher.PublishAndWaitAsync(message, lane: 0, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This instance's partitions are {Share}, of {Partitions}, with {Instances} instances delivering.")]
        public static partial void Share(ILogger logger, string share, int partitions, int instances);

        [LoggerMessage(2, LogLevel.Debug, "Partition {Partition} is handed over.")]
        public static partial void SteppedBack(ILogger logger, int partition);
    }
}
