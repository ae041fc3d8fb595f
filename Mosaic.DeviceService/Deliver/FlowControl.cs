using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// Slows a device that sends faster than the Hive Backend takes its messages, so that they do not fill the prefetch that it shares
/// with the other devices of its partition. When so many of them wait here the WebSocket Service is told to take no more from its
/// socket; as they are delivered it gets credit for more, and at last any number again. What is said holds for
/// <see cref="DeviceFlow.Lifetime"/> and is said again; all that is lost by a restart, a lost message or a device that has moved is
/// mended so. While the Hive Backend is down nobody is slowed: then all messages wait, and RabbitMQ keeps them.
/// </summary>
internal sealed partial class FlowControl : BackgroundService
{
    /// <summary>How many messages of a device may wait here before it is slowed.</summary>
    internal const int MaxWaiting = 256;

    private const int MinWaiting = 8;

    /// <summary>One device's share of the prefetch: what is on its way when the device is stopped, and other devices, need room as well.</summary>
    private const int Share = 4;

    private const int MaxUnsent = 10_000;

    private static readonly TimeSpan RenewInterval = DeviceFlow.Lifetime / 3;

    private readonly HiveGate _gate;
    private readonly LivePublisher _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowControl> _logger;
    private readonly int _most;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Bound> _bounds = [];

    // What does not fit is said again at the next renewal.
    private readonly Channel<(Guid Device, DeviceFlow Flow)> _unsent =
        Channel.CreateBounded<(Guid, DeviceFlow)>(new BoundedChannelOptions(MaxUnsent) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public FlowControl(HiveGate gate, LivePublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<FlowControl> logger)
    {
        _gate = gate;
        _publisher = publisher;
        _time = time;
        _logger = logger;
        _most = Math.Clamp(messaging.Value.Prefetch / Share, MinWaiting, MaxWaiting);
    }

    /// <summary>How many devices are slowed.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _bounds.Count;
        }
    }

    /// <summary>What is to be sent next, if anything: for tests without RabbitMQ.</summary>
    internal bool TryTake(out (Guid Device, DeviceFlow Flow) next) => _unsent.Reader.TryRead(out next);

    /// <summary>A message of a device has come; so many wait.</summary>
    internal void Added(Guid device, int waiting)
    {
        if (waiting < _most / 2) return;
        lock (_lock)
        {
            var bound = _bounds.GetValueOrDefault(device);
            if (bound is not null && waiting > _most * 3 / 4) bound.HasCredit = false; // It has used it.
            if (waiting < (bound?.StopAt ?? _most) || _gate.MayBeDown) return;
            if (bound is null)
            {
                Log.Slowed(_logger, device, waiting);
                _bounds[device] = bound = new Bound();
            }

            // Again for every so many more: what was said may be lost, or a newer session may not have been told.
            bound.HasCredit = false;
            bound.StopAt = waiting + (_most / 4);
            Send(device, 0);
        }
    }

    /// <summary>Messages of a device are delivered or gone; so many wait yet.</summary>
    internal void Removed(Guid device, int waiting)
    {
        if (waiting > _most / 2) return;
        lock (_lock)
        {
            if (!_bounds.TryGetValue(device, out var bound)) return;
            if (waiting <= _most / 8)
            {
                Release(device);
            }
            else if (!bound.HasCredit)
            {
                bound.HasCredit = true;
                bound.StopAt = _most;
                Send(device, _most / 2);
            }
        }
    }

    /// <summary>Says again what is to hold on.</summary>
    internal void Renew()
    {
        lock (_lock)
        {
            foreach (var (device, bound) in _bounds)
            {
                if (_gate.MayBeDown) Release(device);
                else if (!bound.HasCredit) Send(device, 0);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SendAsync(stoppingToken), RenewAsync(stoppingToken));

    private async Task RenewAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RenewInterval, _time);
        while (await timer.WaitForNextTickAsync(stopping)) Renew();
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        await foreach (var (device, flow) in _unsent.Reader.ReadAllAsync(stopping))
        {
            var message = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(device) };
            flow.WriteTo(message.Message);
            await _publisher.PublishAsync(message, device.GetHashCode(), stopping);
        }
    }

    private void Release(Guid device)
    {
        _bounds.Remove(device);
        Send(device, null);
        Log.Released(_logger, device);
    }

    private void Send(Guid device, int? credit) => _unsent.Writer.TryWrite((device, new DeviceFlow(credit)));

    private sealed class Bound
    {
        /// <summary>Whether it may send some, and has not used it up.</summary>
        internal bool HasCredit { get; set; }

        /// <summary>With so many waiting it is stopped, again if need be.</summary>
        internal int StopAt { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Device {Device} sends faster than the Hive Backend takes its messages and is slowed: {Waiting} of them wait.")]
        public static partial void Slowed(ILogger logger, Guid device, int waiting);

        [LoggerMessage(2, LogLevel.Debug, "Device {Device} is not slowed any more.")]
        public static partial void Released(ILogger logger, Guid device);
    }
}
