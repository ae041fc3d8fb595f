using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Aspire.RabbitMQ.Client;

/// <summary>Healthy while the registered connection is open.</summary>
internal sealed class RabbitMQHealthCheck(IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(services.GetRequiredService<IConnection>().IsOpen
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The connection to RabbitMQ is closed."));
        }
        catch (BrokerUnreachableException e)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("RabbitMQ cannot be reached.", e));
        }
    }
}
