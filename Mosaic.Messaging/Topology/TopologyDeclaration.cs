using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>Declares every shared exchange and queue. Idempotent: any service, any number of times.</summary>
public static class TopologyDeclaration
{
    /// <summary>
    /// Returns of a message to its queue before RabbitMQ drops it: never reached. The Device Service itself dead-letters what was returned
    /// too often, and reading the dead letters returns them each time. Explicit because the default differs: none in 3.10, 20 in 4.x.
    /// </summary>
    private const int NoDeliveryLimit = int.MaxValue;

    /// <summary>Declares everything on a connection, with a channel of its own.</summary>
    /// <exception cref="TopologyException">Something exists already with other properties.</exception>
    public static async Task DeclareAsync(IConnection connection, int partitions, CancellationToken cancellationToken)
    {
        var current = "a channel";
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            foreach (var (exchange, type) in new[]
            {
                (Topology.DeviceToHive, ExchangeType.Direct),
                (Topology.HiveToDevice, ExchangeType.Direct),
                (Topology.Control, ExchangeType.Fanout),
            })
            {
                current = $"the {type} exchange '{exchange}'";
                await channel.ExchangeDeclareAsync(exchange, type, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            }

            current = $"the stream '{Topology.ControlLog}'";
            await DeclareQueueAsync(channel, Topology.ControlLog, ControlLogArguments(), cancellationToken);
            await channel.QueueBindAsync(Topology.ControlLog, Topology.Control, "", cancellationToken: cancellationToken);
            current = $"the stream '{Topology.Requests}'";
            await DeclareQueueAsync(channel, Topology.Requests, RequestsArguments(), cancellationToken);
            current = $"the queue '{Topology.DeadLetters}'";
            await DeclareQueueAsync(channel, Topology.DeadLetters, DeadLetterArguments(), cancellationToken);
            for (var partition = 0; partition < partitions; partition++)
            {
                var queue = Topology.PartitionQueue(partition);
                current = $"the queue '{queue}'";
                await DeclareQueueAsync(channel, queue, PartitionArguments(), cancellationToken);
                await channel.QueueBindAsync(queue, Topology.DeviceToHive, partition.ToString(CultureInfo.InvariantCulture), cancellationToken: cancellationToken);
            }
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            throw new TopologyException(
                $"RabbitMQ has {current} with other properties than Mosaic's: {e.ShutdownReason.ReplyText}. Properties cannot be changed: "
                + "let it be emptied, delete it and start again, as docs/operations.md says under 'Topology mismatch'.", e);
        }
    }

    private static Task<QueueDeclareOk> DeclareQueueAsync(
        IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);

    private static Dictionary<string, object?> PartitionArguments() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = NoDeliveryLimit,
        ["x-overflow"] = "reject-publish",
    };

    // RabbitMQ drops whole segments, and only those that are full: small ones keep what a new instance reads near to a day's.
    private static Dictionary<string, object?> ControlLogArguments() => new()
    {
        ["x-queue-type"] = "stream",
        ["x-max-age"] = "1D",
        ["x-stream-max-segment-size-bytes"] = 20_000_000,
    };

    // A day that a request may wait, a day that its outcome is kept, and a day to spare.
    private static Dictionary<string, object?> RequestsArguments() => new()
    {
        ["x-queue-type"] = "stream",
        ["x-max-age"] = "3D",
        ["x-stream-max-segment-size-bytes"] = 20_000_000,
    };

    private static Dictionary<string, object?> DeadLetterArguments() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = NoDeliveryLimit,
    };
}

/// <summary>RabbitMQ holds an exchange or queue of Mosaic's name with other properties. Somebody has to decide; nothing is retried.</summary>
public sealed class TopologyException(string message, Exception inner) : Exception(message, inner);
