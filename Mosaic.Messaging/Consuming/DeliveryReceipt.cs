using RabbitMQ.Client;

namespace Mosaic.Messaging;

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
