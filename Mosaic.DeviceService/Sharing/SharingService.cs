using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Sharing;

/// <summary>
/// Spreads the partitions over the instances. Each stands in the line of every partition, so that RabbitMQ itself finds
/// a successor at once when one ends; and whoever is delivered a partition that belongs to another goes behind the others there,
/// until its owner is the first. Nobody has to know who is active, and what was missed is mended at the next heartbeat.
/// </summary>
internal sealed partial class SharingService : BackgroundService
{
    private readonly LiveInstances _instances;
    private readonly ControlSubscription _control;
    private readonly PartitionConsumers _partitions;
    private readonly LivePublisher _publisher;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly string _self;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _time;
    private readonly ILogger<SharingService> _logger;
    private string _share = "";

    public SharingService(
        LiveInstances instances,
        ControlSubscription control,
        PartitionConsumers partitions,
        LivePublisher publisher,
        IHostApplicationLifetime lifetime,
        IMeterFactory meters,
        IOptions<MessagingOptions> messaging,
        IOptions<SharingOptions> options,
        TimeProvider time,
        ILogger<SharingService> logger)
    {
        _instances = instances;
        _control = control;
        _partitions = partitions;
        _publisher = publisher;
        _lifetime = lifetime;
        _self = messaging.Value.Instance;
        _heartbeat = options.Value.Heartbeat;
        _time = time;
        _logger = logger;
        meters.Create(DeviceServiceMeter.Name).CreateObservableGauge(
            "mosaic.delivery.partitions", () => Own().Count(), "{partition}", "Partitions that are this instance's share.");
    }

    // What is said now counts here, not what the log has of earlier.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_control.RunAsync(Hear, _ => { }, stoppingToken), BeatAsync(stoppingToken));

    private ValueTask Hear(Delivery delivery)
    {
        _instances.Take(delivery.Properties);
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        var stopping = _lifetime.ApplicationStopping;
        using var timer = new PeriodicTimer(_heartbeat, _time);
        try
        {
            do await LookAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SayAsync(ControlKinds.Leaving, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        // 1. Only who could take the partitions is to be left any.
        if (_partitions.AreInLine) await SayAsync(ControlKinds.Consuming, stopping);

        // 2. Who is there?
        _instances.ForgetSilent();
        var share = string.Join(", ", Own());
        if (share != _share) Log.Share(_logger, _share = share, _partitions.Count, _instances.Count);
        if (!_instances.AreSettled) return;

        // 3. What is others'. A place at the end is kept for as long as an instance may be gone unnoticed: otherwise those that
        //    are left would pass its partitions round and round until then.
        foreach (var partition in Enumerable.Range(0, _partitions.Count))
            if (!_instances.Owns(partition) && _partitions.StepBack(partition, _heartbeat * LiveInstances.MissedHeartbeats))
                Log.SteppedBack(_logger, partition);
    }

    private IEnumerable<int> Own() => Enumerable.Range(0, _partitions.Count).Where(_instances.Owns);

    // Lost without a connection: the next one is soon, and who leaves unheard is missed soon.
    private async Task SayAsync(string kind, CancellationToken cancellationToken)
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
