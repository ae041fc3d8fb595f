using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Mosaic.RabbitMQHosting;

/// <summary>Healthy while an AMQP connection to the server is open; the connection is kept, since RabbitMQ logs each new one.</summary>
internal sealed class LocalServerHealthCheck(RabbitMQServerResource server) : IHealthCheck, IAsyncDisposable
{
    private IConnection? _connection;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_connection is not { IsOpen: true })
        {
            await DisposeAsync();
            var address = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
            var factory = new ConnectionFactory { Uri = new Uri(address!), AutomaticRecoveryEnabled = false, ClientProvidedName = "health check" };
            _connection = await factory.CreateConnectionAsync(cancellationToken);
        }

        return HealthCheckResult.Healthy();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _connection = null;
    }
}
