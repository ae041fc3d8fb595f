using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Dashboard;

namespace Mosaic.LocalHosting.Engine;

/// <summary>A resource with its replicas and the addresses they share.</summary>
internal sealed class ResourceRunner(IResource resource, IReadOnlyList<ReplicaRunner> replicas, ResourceNotificationService notifications, ResourceLoggerService logs)
    : IAsyncDisposable
{
    private readonly List<ReplicaProxy> _proxies = [];

    public IResource Resource { get; } = resource;

    public IReadOnlyList<ReplicaRunner> Replicas { get; } = replicas;

    /// <summary>Shows the resource before it starts.</summary>
    public async Task AnnounceAsync(DateTime now)
    {
        var state = Resource.Annotations.OfType<WaitAnnotation>().Any() ? KnownResourceStates.Waiting : KnownResourceStates.NotStarted;
        foreach (var replica in Replicas)
            await replica.PublishAsync(s => s with
            {
                ResourceType = Resource switch { ProjectResource => "Project", ExecutableResource => "Executable", _ => "Container" },
                State = IsExplicit() ? KnownResourceStates.NotStarted : state,
                CreationTimeStamp = now,
                IsHidden = Resource is DashboardResource,
                Relationships = [.. Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)).Distinct()],
                Urls = [.. Resource.Endpoints().Select(e => new UrlSnapshot(e.Name, e.AllocatedEndpoint!.UriString, IsInternal: false))],
            });
    }

    /// <summary>Waits for what the resource depends on and starts it; a failure is published, not thrown.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsExplicit())
            return;
        try
        {
            await notifications.WaitForDependenciesAsync(Resource, cancellationToken);
            CheckPorts(Resource);
            await StartProxiesAsync(cancellationToken);
            await Task.WhenAll(Replicas.Select(r => r.StartAsync(cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application is stopping, and says so itself.
        }
        catch (Exception e)
        {
            foreach (var replica in Replicas)
                await replica.PublishFailureAsync(e.Message);
        }
    }

    public Task StopAsync(TimeSpan timeout) => Task.WhenAll(Replicas.Select(r => r.StopAsync(timeout)));

    public async Task StartProxiesAsync(CancellationToken cancellationToken)
    {
        if (Replicas.Count == 1 || _proxies.Count > 0)
            return;
        foreach (var endpoint in Resource.Endpoints())
            _proxies.Add(await ReplicaProxy.StartAsync(endpoint, logs, Resource.Name, cancellationToken));
        foreach (var replica in Replicas)
            replica.Changed += UpdateProxies;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
            replica.Changed -= UpdateProxies;
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync();
        _proxies.Clear();
        foreach (var replica in Replicas)
            replica.Dispose();
    }

    /// <exception cref="DistributedApplicationException">Somebody else listens where the resource is to.</exception>
    public static void CheckPorts(IResource resource)
    {
        foreach (var endpoint in resource.Endpoints())
            if (!FreePorts.IsFree(endpoint.AllocatedEndpoint!.Port))
                throw new DistributedApplicationException(
                    $"Port {endpoint.AllocatedEndpoint.Port} is taken by another program; {resource.Name} needs it for its endpoint '{endpoint.Name}'.");
    }

    private bool IsExplicit() => Resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private void UpdateProxies()
    {
        foreach (var proxy in _proxies)
            proxy.Update(Replicas);
    }
}
