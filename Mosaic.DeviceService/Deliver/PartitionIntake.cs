using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Requests.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Takes the deliveries of one partition into the lanes.</summary>
internal sealed class PartitionIntake(
    int partition, DeliveryLanes lanes, DurableConfirmations confirmations, IDeadLetterWriter deadLetters, DeliveryMetrics metrics) : IDisposable
{
    private readonly DeliveryReader _reader = new(partition);
    private CancellationToken _returning;

    internal ValueTask TakeAsync(Delivery delivery)
    {
        Watch(delivery.Receipt.Returning);
        return delivery.Properties.Type == Kinds.Confirmation ? TakeConfirmationAsync(delivery) : AddAsync(delivery);
    }

    public void Dispose() => _reader.Dispose();

    private async ValueTask TakeConfirmationAsync(Delivery delivery)
    {
        if (!await confirmations.TryTakeAsync(delivery)) await AddAsync(delivery);
    }

    private ValueTask AddAsync(Delivery delivery)
    {
        if (_reader.Read(delivery, out var reason) is not { } item) return RefuseAsync(delivery, reason);
        lanes.Add(item);
        return ValueTask.CompletedTask;
    }

    // The end of a channel gives its deliveries back to RabbitMQ; a registration for each of them would cost too much.
    private void Watch(CancellationToken returning)
    {
        if (returning == _returning) return;
        _returning = returning;
        returning.UnsafeRegister(static lanes => ((DeliveryLanes)lanes!).DropReturned(), lanes);
    }

    private async ValueTask RefuseAsync(Delivery delivery, string reason)
    {
        var cause = new DeadLetterCause(DeadLetterReasons.InvalidMessage, 0, reason, 0);
        if (await deadLetters.WriteAsync(delivery.Properties, delivery.Body, cause, delivery.Receipt.ChannelClosed))
        {
            metrics.DeadLettered(cause.Reason);
            delivery.Receipt.Acknowledge();
        }
    }
}
