using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>A message from one of the partitions' queues.</summary>
internal sealed class QueuedDelivery(DeliveryReceipt receipt) : DeliveryItem
{
    internal override CancellationToken Returning => receipt.Returning;

    internal override CancellationToken ChannelClosed => receipt.ChannelClosed;

    internal override void Acknowledge() => receipt.Acknowledge();

    internal override void Abandon() => receipt.Abandon();
}
