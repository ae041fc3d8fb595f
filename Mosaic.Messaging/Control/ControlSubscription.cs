using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>Listens to <see cref="Topology.Control"/> with an exclusive queue of this instance.</summary>
public sealed class ControlSubscription(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<QueueConsumer> logger)
{
    /// <summary>Hands every control message that can be read to <paramref name="handler"/> until cancelled.</summary>
    /// <param name="handler">Called one after the other; quick.</param>
    /// <param name="consuming">Called with true when listening begins or begins again, with false when it ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(Func<Delivery, ValueTask> handler, Action<bool> consuming, CancellationToken cancellationToken)
    {
        var queue = Topology.ControlQueue(options.Value.Instance);
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = queue,
            Prefetch = options.Value.Prefetch,
            Handler = delivery => Handle(delivery, handler),
            Consuming = consuming,
            Prepare = async (channel, cancellation) =>
            {
                await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellation);
                await channel.QueueBindAsync(queue, Topology.Control, "", cancellationToken: cancellation);
            },
        }, time, logger);
        return consumer.RunAsync(cancellationToken);
    }

    private static ValueTask Handle(Delivery delivery, Func<Delivery, ValueTask> handler)
    {
        if (!ControlKinds.IsUnreadable(delivery.Properties))
        {
            return handler(delivery);
        }

        delivery.ReportUnreadable();
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    }
}
