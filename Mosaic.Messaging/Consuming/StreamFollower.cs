using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

/// <summary>
/// Reads a stream with plain AMQP: everything in it, in the same order for every reader, from the oldest that is kept and
/// then as it comes. After a lost connection it goes on where it was.
/// </summary>
public sealed class StreamFollower(Broker broker, string stream, ushort prefetch, TimeProvider time, ILogger<QueueConsumer> logger)
{
    internal const string Offset = "x-stream-offset";

    private object _from = "first";

    /// <summary>Hands every message to <paramref name="handler"/>, one after the other, until cancelled.</summary>
    /// <param name="handler">Called one after the other; quick. When it throws, the message comes again, a few times and with delays between.</param>
    /// <param name="consuming">Called with true when reading begins or begins again, with false when it ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(Action<Delivery> handler, Action<bool> consuming, CancellationToken cancellationToken)
    {
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = stream,
            Prefetch = prefetch,
            Arguments = () => new Dictionary<string, object?> { [Offset] = _from },
            Consuming = consuming,
            Handler = delivery =>
            {
                handler(delivery);
                if (delivery.Properties.Headers.Int64(Offset) is { } offset)
                {
                    _from = offset + 1;
                }

                delivery.Receipt.Acknowledge(); // Of a stream that only makes room for more.
                return ValueTask.CompletedTask;
            },
        }, time, logger);
        return consumer.RunAsync(cancellationToken);
    }
}
