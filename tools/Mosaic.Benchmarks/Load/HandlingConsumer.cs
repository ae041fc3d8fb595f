using RabbitMQ.Client;

namespace Mosaic.Benchmarks.Load;

/// <summary>An AMQP consumer that hands each delivery to a function.</summary>
internal sealed class HandlingConsumer(IChannel channel, Func<ulong, IReadOnlyBasicProperties, ReadOnlyMemory<byte>, ValueTask> handle)
    : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        handle(deliveryTag, properties, body).AsTask();
}
