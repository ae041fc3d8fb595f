using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>Work that one instance of all does at a time: the leader.</summary>
internal interface ILeaderWork
{
    /// <summary>Works until cancelled: this instance is the leader no more, or the service stops.</summary>
    Task RunAsync(CancellationToken held);
}

/// <summary>Runs the leader's work while this instance holds <see cref="Topology.DispatcherLease"/>.</summary>
internal sealed class LeaderElection(Broker broker, IEnumerable<ILeaderWork> works, TimeProvider time, ILogger<Lease> logger) : BackgroundService
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
