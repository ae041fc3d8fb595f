using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Connections;
using RabbitMQ.Client;

namespace Mosaic.WebSocketService.Relay;

/// <summary>
/// One binding from <see cref="Topology.HiveToDevice"/> to this instance's queue for every connected device. A few
/// channels side by side, a device always on the same one, so that its bind and unbind keep their order.
/// </summary>
internal sealed partial class Subscriptions(
    Broker broker, ConnectionRegistry registry, IOptions<MessagingOptions> options, TimeProvider time, ILogger<Subscriptions> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly BindingChannel[] _channels = [.. Enumerable.Range(0, 8).Select(_ => new BindingChannel(broker.Consuming))];

    /// <summary>This instance's queue.</summary>
    public string Queue { get; } = Topology.InstanceQueue(options.Value.Instance);

    /// <summary>Declares the queue on a new channel and binds every device that is here already.</summary>
    public async Task PrepareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: cancellationToken);
        await Task.WhenAll(registry.Sessions.Select(session => BindAsync(session.Device)));
    }

    /// <summary>Binds a device; throws when RabbitMQ does not do it in time.</summary>
    public async Task BindAsync(Guid device)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        await ChannelOf(device).RunAsync(
            channel => channel.QueueBindAsync(Queue, Topology.HiveToDevice, Topology.DeviceKey(device), cancellationToken: timeout.Token), timeout.Token);
    }

    /// <summary>Takes the binding away, unless the device has a session here again. Failing is no harm: messages for it are dropped.</summary>
    public async Task UnbindAsync(Guid device)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            await ChannelOf(device).RunAsync(
                channel => registry.Find(device) is null
                    ? channel.QueueUnbindAsync(Queue, Topology.HiveToDevice, Topology.DeviceKey(device), cancellationToken: timeout.Token)
                    : Task.CompletedTask,
                timeout.Token);
        }
        catch (Exception e)
        {
            Log.UnbindFailed(logger, device, e.Message);
        }
    }

    private BindingChannel ChannelOf(Guid device) => _channels[Topology.PartitionOf(device, _channels.Length)];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The binding of device {Device} could not be taken away: {Reason}")]
        public static partial void UnbindFailed(ILogger logger, Guid device, string reason);
    }
}
