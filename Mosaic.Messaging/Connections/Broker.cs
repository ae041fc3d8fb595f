using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// A service's two connections to RabbitMQ. Publishing has its own, so that RabbitMQ's back-pressure on publishers
/// never holds up deliveries and acknowledgements.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    /// <summary>Creates both connections; each is opened on first use.</summary>
    public Broker(IConnectionFactory factory, IOptions<MessagingOptions> options, TimeProvider time, ILogger<BrokerConnection> logger)
    {
        var instance = options.Value.Instance;
        Publishing = new BrokerConnection(factory, $"mosaic.publish.{instance}",
            (connection, cancellation) => TopologyDeclaration.DeclareAsync(connection, options.Value.Partitions, cancellation), time, logger);
        Consuming = new BrokerConnection(factory, $"mosaic.consume.{instance}", (_, _) => Task.CompletedTask, time, logger);
    }

    /// <summary>The connection that publishes; opening it declares the topology.</summary>
    public BrokerConnection Publishing { get; }

    /// <summary>The connection that consumes.</summary>
    public BrokerConnection Consuming { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Consuming.DisposeAsync();
        await Publishing.DisposeAsync();
    }
}
