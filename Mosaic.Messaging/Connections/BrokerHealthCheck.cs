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

/// <summary>As healthy as the consumer of this service that is worst; names those that do not follow.</summary>
internal sealed class ConsumersHealthCheck(Broker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var found = broker.Consuming.Consumers.Select(consumer => consumer.Check()).ToArray();
        var worst = found.Select(one => one.Status).DefaultIfEmpty(HealthStatus.Healthy).Min();
        var problems = string.Join(' ', found.Select(one => one.Problem).OfType<string>().Order(StringComparer.Ordinal));
        return Task.FromResult(new HealthCheckResult(worst, worst == HealthStatus.Healthy ? null : problems));
    }
}
