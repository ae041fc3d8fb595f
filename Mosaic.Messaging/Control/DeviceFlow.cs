using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// How many messages a device may send, as a Device Service instance grants it to the WebSocket Service: flow control by credit, as
/// AMQP 1.0 has it (section 2.6.7). For one device it goes to the instance that holds its session (<see cref="Kinds.Flow"/> with the
/// device's routing key, never shown to the device); for all devices of a partition over <see cref="Topology.Control"/>.
/// </summary>
/// <param name="Credit">For a device: so many messages more than it has credit for, none but those when it had no bound; null sets it free.
/// For a partition: so many from now on for each device that has no bound of its own; null sets those free.</param>
/// <param name="Partition">The partition; null for one device.</param>
public sealed record DeviceFlow(long? Credit, long? Partition = null)
{
    /// <summary>How long it holds. One that is to hold longer is sent again, so that no message that was lost, and no process that ended, stops a device for good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const string CreditField = "credit";
    private const string PartitionField = "partition";

    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message)
    {
        message[Fields.Kind] = Kinds.Flow;
        message[CreditField] = Credit;
        message[PartitionField] = Partition;
    }

    /// <summary>Reads it from a delivery; null when the message is another.</summary>
    public static DeviceFlow? Read(IReadOnlyBasicProperties properties) =>
        properties.Type == Kinds.Flow ? new(properties.Headers.Int64(CreditField), properties.Headers.Int64(PartitionField)) : null;
}
