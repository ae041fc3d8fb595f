using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>Takes the confirmations for this instance: to the call that waits, or else on to the Hive Backend.</summary>
internal sealed class RepliesService(
    Broker broker, WaitingRequests waiting, LateConfirmations late, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<QueueConsumer> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queue = Topology.RepliesQueue(messaging.Value.Instance);
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = queue,
            Prefetch = messaging.Value.Prefetch,
            Handler = TakeAsync,
            Consuming = listening => waiting.Listening = listening,
            Prepare = (channel, cancellation) =>
                channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation),
        }, time, logger);
        return Task.WhenAll(consumer.RunAsync(stoppingToken), late.RunAsync(stoppingToken));
    }

    private ValueTask TakeAsync(Delivery delivery)
    {
        using var activity = MessagingTelemetry.StartProcess(Topology.RepliesQueue(messaging.Value.Instance), delivery.Properties);
        if (!DeviceConfirmation.TryRead(delivery.Properties, delivery.Body, out var key, out var confirmation))
        {
            delivery.ReportUnreadable();
            return late.ForwardAsync(delivery);
        }

        var receipt = new ConfirmationReceipt(delivery, delivery.Body.IsEmpty ? default : confirmation!.Data, late);
        if (!waiting.TryConfirm(key, confirmation! with { Receipt = receipt }))
        {
            return late.ForwardAsync(delivery);
        }

        // At once: this queue is no safety, and a caller that reads slowly is not to hold up the others.
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }
}
