using Mosaic.Messaging;

namespace Mosaic.DeviceService.Dispatching;

/// <summary>Does, while this instance holds <see cref="Topology.DispatcherLease"/>, what only one is to do.</summary>
internal sealed class DispatcherService(Broker broker, IEnumerable<IDispatcherWork> works, TimeProvider time, ILogger<Lease> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new Lease(broker.Consuming, Topology.DispatcherLease, time, logger).RunAsync(WorkAsync, stoppingToken);

    // When one fails, all end and are begun again: the lease is one.
    private async Task WorkAsync(CancellationToken held)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(held);
        var running = works.Select(work => work.RunAsync(together.Token)).ToArray();
        await Task.WhenAny(running);
        await together.CancelAsync();
        await Task.WhenAll(running);
    }
}
