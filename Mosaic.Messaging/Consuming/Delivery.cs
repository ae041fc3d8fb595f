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

/// <summary>Stands for one delivery on one channel.</summary>
public readonly struct DeliveryReceipt
{
    private readonly ConsumerChannel _channel;
    private readonly ulong _tag;

    internal DeliveryReceipt(ConsumerChannel channel, ulong tag)
    {
        _channel = channel;
        _tag = tag;
    }

    /// <summary>
    /// Cancelled when the channel is about to end, or has ended: what nobody works on now is to be let go with
    /// <see cref="Abandon"/>; what is in work may still be acknowledged until <see cref="ChannelClosed"/>.
    /// </summary>
    public CancellationToken Returning => _channel.Returning;

    /// <summary>Cancelled when the channel has ended: RabbitMQ delivers the message again, and this delivery counts for nothing.</summary>
    public CancellationToken ChannelClosed => _channel.Closed;

    /// <summary>The message is taken care of. Sent to RabbitMQ in groups, within milliseconds. No effect when the channel has ended.</summary>
    public void Acknowledge() => _channel.Acknowledge(_tag);

    internal void ReportUnreadable(IReadOnlyBasicProperties properties) => _channel.ReportUnreadable(properties);

    /// <summary>The message is let go: it comes again, here or elsewhere, when the channel has ended, which need not wait for it.</summary>
    public void Abandon() => _channel.Abandon(_tag);
}
