using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>
/// Reads <see cref="Topology.ControlLog"/>: everything that was said on <see cref="Topology.Control"/>, in the same order
/// for every reader, from the oldest that is kept and then as it comes. What is said while nobody reads is read later.
/// </summary>
public sealed class ControlLog(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<QueueConsumer> logger)
{
    private const string Offset = "x-stream-offset";

    private object _from = "first";

    /// <summary>Hands every control message to <paramref name="handler"/>, one after the other, until cancelled.</summary>
    public Task RunAsync(Action<Delivery> handler, CancellationToken cancellationToken)
    {
        var consumer = new QueueConsumer(broker.Consuming, new QueueConsumerOptions
        {
            Queue = Topology.ControlLog,
            Prefetch = options.Value.Prefetch,
            Arguments = () => new Dictionary<string, object?> { [Offset] = _from },
            Handler = delivery =>
            {
                handler(delivery);
                _from = Convert.ToInt64(delivery.Properties.Headers![Offset], CultureInfo.InvariantCulture) + 1;
                delivery.Receipt.Acknowledge(); // Of a stream that only makes room for more.
                return ValueTask.CompletedTask;
            },
        }, time, logger);
        return consumer.RunAsync(cancellationToken);
    }
}
