using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>
/// One binding from <see cref="Topology.HiveToDevice"/> to this instance's queue for every connected device. Several
/// channels side by side, a device always on the same one, so that its binds and unbinds keep their order.
///
/// Invariant: RabbitMQ has a binding for each device whose session is bound here, and for every other it has none or the device is among those whose
/// binding is yet to be taken away.
/// </summary>
internal sealed partial class Subscriptions(
    Broker broker, SessionRegistry registry, IOptions<MessagingOptions> options, TimeProvider time, ILogger<Subscriptions> logger)
{
    internal const int Channels = 32;

    private readonly BindingChannel[] _channels = [.. Enumerable.Range(0, Channels).Select(_ => new BindingChannel(broker.Consuming, time))];
    private readonly ConcurrentDictionary<Guid, byte> _toUnbind = new();
    private volatile TaskCompletionSource _declared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _succeededAt = time.GetTimestamp();

    /// <summary>This instance's queue.</summary>
    public string Queue { get; } = Topology.InstanceQueue(options.Value.Instance);

    /// <summary>The timestamp of the last bind of any device that has succeeded.</summary>
    public long SucceededAt => Volatile.Read(ref _succeededAt);

    /// <summary>Declares the queue on a new channel: from here on devices can be bound.</summary>
    public async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellationToken);
        _declared.TrySetResult();
    }

    /// <summary>The channel that read the queue has ended, and the queue with it if the connection has: devices that are to be bound wait until it is declared again.</summary>
    public void Lost()
    {
        if (_declared.Task.IsCompleted)
        {
            _declared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Binds a session's device, unless the session has ended; throws when RabbitMQ does not do it in time.</summary>
    public async Task BindAsync(DeviceSession session)
    {
        await _declared.Task.WaitAsync(BindingChannel.Timeout, time);
        await ChannelOf(session.Device).RunAsync(async (channel, timeout) =>
        {
            if (!session.IsEnded)
            {
                await channel.QueueBindAsync(Queue, Topology.HiveToDevice, Topology.DeviceKey(session.Device), cancellationToken: timeout);
                Volatile.Write(ref _succeededAt, time.GetTimestamp());
            }
        });
    }

    /// <summary>Takes the binding away, unless the device has a session here again. When that fails, <see cref="RepairAsync"/> does it again.</summary>
    public async Task UnbindAsync(Guid device)
    {
        _toUnbind[device] = 0;
        await TryUnbindAsync(device);
    }

    /// <summary>A message came for a device that has no session here: its binding should have gone.</summary>
    public void Suspect(Guid device) => _toUnbind[device] = 0;

    /// <summary>Takes away the bindings that could not be taken away before. Called about once a second.</summary>
    public async Task RepairAsync()
    {
        foreach (var device in _toUnbind.Keys)
        {
            if (!_declared.Task.IsCompleted || !await TryUnbindAsync(device))
            {
                return; // RabbitMQ is away, or busy.
            }
        }
    }

    private async Task<bool> TryUnbindAsync(Guid device)
    {
        try
        {
            await ChannelOf(device).RunAsync(async (channel, timeout) =>
            {
                // Unless another call has, or the device is here again.
                if (_toUnbind.ContainsKey(device) && registry.Find(device) is null)
                {
                    await channel.QueueUnbindAsync(Queue, Topology.HiveToDevice, Topology.DeviceKey(device), cancellationToken: timeout);
                }

                _toUnbind.TryRemove(device, out byte _);
            });
            return true;
        }
        catch (Exception e)
        {
            Log.UnbindFailed(logger, device, e.Message);
            return false;
        }
    }

    private BindingChannel ChannelOf(Guid device) => _channels[Topology.PartitionOf(device, _channels.Length)];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The binding of device {Device} could not be taken away, and is tried again: {Reason}")]
        public static partial void UnbindFailed(ILogger logger, Guid device, string reason);
    }
}
