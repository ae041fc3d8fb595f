using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.Messaging;

/// <summary>Healthy while both connections to RabbitMQ are open.</summary>
internal sealed class BrokerHealthCheck(Broker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(broker is { Publishing.IsOpen: true, Consuming.IsOpen: true }
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"RabbitMQ is not connected. {broker.Publishing.Failure ?? broker.Consuming.Failure}".TrimEnd()));
}
