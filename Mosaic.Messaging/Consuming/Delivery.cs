using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>A message that RabbitMQ delivered. Valid only until the handler returns; the receipt longer.</summary>
/// <param name="Properties">Its AMQP properties and headers; strings in the headers are UTF-8 bytes.</param>
/// <param name="Body">Its body, in a buffer that is used again when the handler returns.</param>
/// <param name="RoutingKey">What it was published with.</param>
/// <param name="Redelivered">Whether it was delivered before and not acknowledged.</param>
/// <param name="Receipt">Acknowledges it.</param>
public readonly record struct Delivery(
    IReadOnlyBasicProperties Properties,
    ReadOnlyMemory<byte> Body,
    string RoutingKey,
    bool Redelivered,
    DeliveryReceipt Receipt)
{
    /// <summary>
    /// Counts that this message cannot be read, and logs it once for each queue and kind. Who says so goes on as if it had been read:
    /// it is acknowledged and never comes again.
    /// </summary>
    public void ReportUnreadable() => Receipt.ReportUnreadable(Properties);
}
