using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>
/// Reads <see cref="Topology.ControlLog"/>: everything that was said on <see cref="Topology.Control"/>, in the same order
/// for every reader, from the oldest that is kept and then as it comes. What is said while nobody reads is read later.
/// </summary>
public sealed class ControlLog(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<QueueConsumer> logger)
{
    private readonly StreamFollower _stream = new(broker, Topology.ControlLog, options.Value.Prefetch, time, logger);

    /// <summary>Hands every control message that can be read to <paramref name="handler"/>, one after the other, until cancelled.</summary>
    public Task RunAsync(Action<Delivery> handler, CancellationToken cancellationToken) => _stream.RunAsync(delivery =>
    {
        if (ControlKinds.IsUnreadable(delivery.Properties))
        {
            delivery.ReportUnreadable();
        }
        else
        {
            handler(delivery);
        }
    }, _ => { }, cancellationToken);
}
