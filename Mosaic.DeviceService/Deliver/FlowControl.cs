using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// Slows a device that sends faster than the Hive Backend takes its messages, so that they do not fill the prefetch that it shares
/// with the other devices of its partition. When its limit of them waits here, the WebSocket Service is asked to take no more from
/// its socket; as they are delivered it gets credit for more, and at last it is free again. A bound holds for
/// <see cref="DeviceFlow.Lifetime"/> and is renewed, so a message that is lost, a restart and a device that has moved need no care.
/// While the Hive Backend is down nobody is slowed: then all messages wait, and RabbitMQ keeps them.
/// <para>
/// When the prefetch is full, who sends what is behind it in RabbitMQ is not known here: then every device of the partition gets a
/// small credit for each renewal, which those that send little do not notice.
/// </para>
/// </summary>
internal sealed partial class FlowControl : BackgroundService
{
    /// <summary>How many messages of a device may wait here before it is slowed.</summary>
    public const int MaxWaiting = 256;

    /// <summary>Nobody is slowed with fewer.</summary>
    private const int MinWaiting = 8;

    /// <summary>What part of the prefetch one device may fill: what is on its way yet when it is stopped, and other devices, need room as well.</summary>
    private const int Share = 3;

    private const int MaxUnsent = 10_000;

    /// <summary>What a device of a partition with a full prefetch may send between two renewals.</summary>
    private const int SharedCredit = 8;

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(1);

    private readonly HiveGate _gate;
    private readonly LivePublisher _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowControl> _logger;
    private readonly int _prefetch;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Bound> _bounds = [];
    private readonly HashSet<PartitionLoad> _full = [];

    // What does not fit is sent again with the next renewal.
    private readonly Channel<(Guid Device, DeviceFlow Flow)> _unsent =
        Channel.CreateBounded<(Guid, DeviceFlow)>(new BoundedChannelOptions(MaxUnsent) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public FlowControl(HiveGate gate, LivePublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<FlowControl> logger)
    {
        _gate = gate;
        _publisher = publisher;
        _time = time;
        _logger = logger;
        _prefetch = messaging.Value.Prefetch;
    }

    /// <summary>How many devices are slowed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _bounds.Count;
            }
        }
    }

    /// <summary>What is to be sent next, if anything: for tests without RabbitMQ.</summary>
    public bool TryTake(out (Guid Device, DeviceFlow Flow) next) => _unsent.Reader.TryRead(out next);

    /// <summary>A message of a device has come.</summary>
    /// <param name="device">The device.</param>
    /// <param name="waiting">How many of its messages wait now.</param>
    /// <param name="load">What waits of its partition.</param>
    public void Added(Guid device, int waiting, PartitionLoad load)
    {
        if (waiting < MinWaiting && _bounds.Count == 0 && load.Messages < _prefetch / 2)
        {
            return;
        }

        lock (_lock)
        {
            if (load.Messages >= _prefetch - (_prefetch / 8) && !_gate.MayBeDown && _full.Add(load))
            {
                Send(load, SharedCredit);
            }

            if (!_bounds.TryGetValue(device, out var bound))
            {
                if (waiting < LimitOf(load) || _gate.MayBeDown)
                {
                    return;
                }

                Log.Slowed(_logger, device, waiting);
                _bounds[device] = bound = new Bound(load);
            }

            bound.Waiting = waiting;
            bound.HasCome = true;
            if (bound.Credit > 0)
            {
                bound.Credit--;
            }

            if (waiting >= bound.StopAt)
            {
                Stop(device, bound);
            }
        }
    }

    /// <summary>Messages of a device are delivered, or RabbitMQ has them back.</summary>
    /// <param name="device">The device.</param>
    /// <param name="waiting">How many wait yet.</param>
    public void Removed(Guid device, int waiting)
    {
        if (_bounds.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (!_bounds.TryGetValue(device, out var bound))
            {
                return;
            }

            bound.Waiting = waiting;
            Grant(device, bound);
        }
    }

    /// <summary>Sends again what is to hold on, and sets those free that need no bound any more.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            foreach (var load in _full)
            {
                var isOver = _gate.MayBeDown || load.Messages < _prefetch / 2;
                if (isOver)
                {
                    _full.Remove(load);
                }

                Send(load, isOver ? null : SharedCredit);
            }

            foreach (var (device, bound) in _bounds)
            {
                if (_gate.MayBeDown || bound.IsEasy(_prefetch))
                {
                    _bounds.Remove(device);
                    Send(device, null);
                    Log.Released(_logger, device);
                    continue;
                }

                bound.Limit = LimitOf(bound.Load);
                if (_full.Contains(bound.Load))
                {
                    // What it sent before may all be in RabbitMQ yet; but nobody is stopped for good by what others have there.
                    Send(device, bound.Waiting == 0 ? 1 : 0);
                    continue;
                }

                // Credit that nothing has come of was lost, or was that of an earlier session.
                if (!bound.HasCome)
                {
                    bound.Credit = 0;
                }

                bound.HasCome = false;
                Send(device, 0);
                Grant(device, bound);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SendAsync(stoppingToken), RenewAsync(stoppingToken));

    private async Task RenewAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RenewInterval, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Renew();
        }
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        await foreach (var (device, flow) in _unsent.Reader.ReadAllAsync(stopping))
        {
            var message = flow.Partition is null
                ? new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(device) }
                : new AwaitedMessage { Exchange = Topology.Control };
            flow.WriteTo(message.Message);
            await _publisher.PublishAsync(message, device.GetHashCode(), stopping);
        }
    }

    // When half of the prefetch is full, a fair share of that half: several such devices together are not to fill it either.
    private int LimitOf(PartitionLoad load) => load.Messages < _prefetch / 2
        ? Math.Clamp(_prefetch / Share, MinWaiting, MaxWaiting)
        : Math.Clamp(_prefetch / 2 / Math.Max(load.Devices, 2), MinWaiting, MaxWaiting);

    // Again for each quarter more: the order may have been lost, or the device may have a newer session since.
    private void Stop(Guid device, Bound bound)
    {
        bound.Limit = LimitOf(bound.Load);
        bound.StopAt = bound.Waiting + (bound.Limit / 4) + 1;
        Send(device, 0);
    }

    // By halves, so that there is not an order for each message. Nothing with a full prefetch: what is behind it in RabbitMQ comes first.
    private void Grant(Guid device, Bound bound)
    {
        if (_full.Contains(bound.Load))
        {
            return;
        }

        var room = bound.Limit - bound.Waiting - bound.Credit;
        if (room < (bound.Limit + 1) / 2)
        {
            return;
        }

        bound.Credit += room;
        bound.StopAt = bound.Limit + (bound.Limit / 4) + 1;
        Send(device, room);
    }

    private void Send(Guid device, int? credit) => _unsent.Writer.TryWrite((device, new DeviceFlow(credit)));

    private void Send(PartitionLoad load, int? credit) => _unsent.Writer.TryWrite((default, new DeviceFlow(credit, load.Partition)));

    private sealed class Bound(PartitionLoad load)
    {
        /// <summary>What waits of its partition.</summary>
        public PartitionLoad Load { get; } = load;

        /// <summary>How many of its messages may wait, those included that it has credit for.</summary>
        public int Limit { get; set; }

        /// <summary>How many wait.</summary>
        public int Waiting { get; set; }

        /// <summary>Messages that it was granted and that have not come yet.</summary>
        public int Credit { get; set; }

        /// <summary>With so many waiting it is stopped, again if need be.</summary>
        public int StopAt { get; set; }

        /// <summary>Whether one has come since the last renewal.</summary>
        public bool HasCome { get; set; }

        /// <summary>Whether the backend keeps up with it. With a full prefetch its messages may be yet in RabbitMQ, so few that wait here say nothing.</summary>
        public bool IsEasy(int prefetch) => Waiting <= Limit / 8 && Load.Messages < prefetch / 2;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Device {Device} sends faster than the Hive Backend takes its messages and is slowed: {Waiting} of them wait.")]
        public static partial void Slowed(ILogger logger, Guid device, int waiting);

        [LoggerMessage(2, LogLevel.Debug, "Device {Device} is not slowed any more.")]
        public static partial void Released(ILogger logger, Guid device);
    }
}
