using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// How many messages a device may send, as a Device Service instance grants it to the WebSocket Service instance that holds its
/// session: flow control by credit, as AMQP 1.0 has it (section 2.6.7). Sent with the device's routing key
/// (<see cref="Kinds.Flow"/>), and never shown to the device.
/// </summary>
/// <param name="Credit">So many messages more than it has credit for; none but those when it had no bound. Null: any number.</param>
public sealed record DeviceFlow(long? Credit)
{
    /// <summary>How long it holds. One that is to hold longer is sent again, so that no message that was lost, and no process that ended, stops a device for good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const string CreditField = "credit";

    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message)
    {
        message[Fields.Kind] = Kinds.Flow;
        message[CreditField] = Credit;
    }

    /// <summary>Reads it from a delivery; null when the message is another.</summary>
    public static DeviceFlow? Read(IReadOnlyBasicProperties properties) =>
        properties.Type == Kinds.Flow ? new(properties.Number(CreditField)) : null;
}
