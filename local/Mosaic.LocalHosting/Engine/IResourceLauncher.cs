namespace Mosaic.LocalHosting.Engine;

/// <summary>Knows how one kind of resource is run.</summary>
internal interface IResourceLauncher
{
    /// <summary>The process of a replica; null where somebody else runs it.</summary>
    /// <exception cref="Aspire.Hosting.DistributedApplicationException">It cannot be run here; the message says why and what to do.</exception>
    public Task<LaunchSpec?> PrepareAsync(int index, CancellationToken cancellationToken);

    /// <summary>What tells the health of a replica; empty: it is healthy while it runs.</summary>
    public IReadOnlyList<HealthProbe> Probes(int index);
}
