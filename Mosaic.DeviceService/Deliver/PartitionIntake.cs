using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Takes the deliveries of one partition into the lanes.</summary>
internal sealed class PartitionIntake(
    int partition, DeliveryLanes lanes, DurableConfirmations confirmations, IDeadLetterWriter deadLetters, DeviceServiceMetrics metrics) : IDisposable
{
    /// <summary>How often RabbitMQ got the message back, a header of quorum queues. Absent at the first delivery.</summary>
    private const string Deliveries = "x-delivery-count";

    private const long MaxDeliveries = 1000;

    private readonly DeliveryReader _reader = new(partition);
    private CancellationToken _returning;

    public ValueTask TakeAsync(Delivery delivery)
    {
        Watch(delivery.Receipt.Returning);

        // Before anything else of it is looked at: it may be what ended the instances that had it.
        if (delivery.Properties.Headers.Int64(Deliveries) >= MaxDeliveries)
        {
            return RefuseAsync(delivery, DeadLetterCause.DeliveryLimit, $"It came back {MaxDeliveries} times.");
        }

        return delivery.Properties.Type == Kinds.Confirmation ? TakeConfirmationAsync(delivery) : AddAsync(delivery);
    }

    /// <summary>Takes a delivery on which this service has failed again and again.</summary>
    public ValueTask SetAsideAsync(Delivery delivery) =>
        RefuseAsync(delivery, DeadLetterCause.DeliveryLimit, "The Device Service failed on it again and again; its log says how.");

    public void Dispose() => _reader.Dispose();

    private async ValueTask TakeConfirmationAsync(Delivery delivery)
    {
        if (!await confirmations.TryTakeAsync(delivery))
        {
            await AddAsync(delivery);
        }
    }

    private ValueTask AddAsync(Delivery delivery)
    {
        if (_reader.Read(delivery, out var reason) is not { } item)
        {
            return RefuseAsync(delivery, DeadLetterCause.InvalidMessage, reason);
        }

        lanes.Add(item);
        return ValueTask.CompletedTask;
    }

    // The end of a channel gives its deliveries back to RabbitMQ; a registration for each of them would cost too much.
    private void Watch(CancellationToken returning)
    {
        if (returning == _returning)
        {
            return;
        }

        _returning = returning;
        returning.UnsafeRegister(static lanes => ((DeliveryLanes)lanes!).DropReturned(), lanes);
    }

    private async ValueTask RefuseAsync(Delivery delivery, string reason, string detail)
    {
        if (reason == DeadLetterCause.InvalidMessage)
        {
            delivery.ReportUnreadable();
        }

        var cause = new DeadLetterCause(reason, 0, detail, 0);
        if (await deadLetters.WriteAsync(delivery.Properties, delivery.Body, cause, delivery.Receipt.ChannelClosed))
        {
            metrics.DeadLettered(cause.Reason);
            delivery.Receipt.Acknowledge();
        }
    }
}
