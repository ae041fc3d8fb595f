using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.WebSocketService.Relay;

/// <summary>Healthy while this instance's queue is read.</summary>
internal sealed class DownlinkHealthCheck(Downlink downlink) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(downlink.IsConsuming
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("This instance's queue is not being read; no device can be subscribed."));
}
