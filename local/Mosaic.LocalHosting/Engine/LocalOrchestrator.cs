using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Dashboard;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Starts the application's resources in the order they wait for each other, and stops them in the reverse.</summary>
internal sealed class LocalOrchestrator(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    LauncherFactory launchers,
    RunFolders folders,
    Watchdog watchdog,
    IConfiguration configuration,
    TimeProvider time,
    IOptions<LocalHostingOptions> options,
    DashboardResource? dashboard = null) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _stopGate = new(1, 1);
    private readonly List<ResourceRunner> _runners = [];
    private Task _starting = Task.CompletedTask;
    private bool _stopped;

    /// <summary>The application's resources with a process, in the order they were added; the dashboard is none of them.</summary>
    public IEnumerable<ResourceRunner> Runners => _runners.Where(r => r.Resource != dashboard);

    /// <summary>The dashboard of this run, if it has one.</summary>
    public DashboardResource? Dashboard => dashboard;

    /// <exception cref="DistributedApplicationException">The application cannot start as it is described.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WaitGraph.ThrowOnCycle(model);
        await ResolveParametersAsync(cancellationToken);
        if (!folders.IsFresh)
            folders.Lock();
        EndpointAllocator.Allocate(model, configuration);
        // Told at once: the dashboard is started beside the resources, which it must not end when they are up.
        if (dashboard is not null)
            ResourceRunner.CheckPorts(dashboard);
        watchdog.Start();
        _runners.AddRange(model.Resources.Where(r => r.IsProcess()).Select(CreateRunner));
        await AnnounceParametersAsync();
        foreach (var runner in _runners)
            await runner.AnnounceAsync(time.GetUtcNow().UtcDateTime);
        _starting = Task.WhenAll(_runners.Select(r => Task.Run(() => r.StartAsync(_stopping.Token), CancellationToken.None)));
    }

    /// <summary>Stops everything; a second call waits for the first and does nothing.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopGate.WaitAsync(CancellationToken.None);
        try
        {
            if (_stopped)
                return;
            _stopped = true;
            await _stopping.CancelAsync();
            await _starting;
            await StopDependentsFirstAsync();
            foreach (var runner in _runners)
                await runner.DisposeAsync();
            await watchdog.StopAsync();
        }
        finally
        {
            _stopGate.Release();
        }
    }

    /// <summary>Carries out a command on a replica by its id, or on all replicas by the resource's name.</summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(string resourceId, string command, CancellationToken cancellationToken)
    {
        var runner = _runners.Find(r => Is(r.Resource.Name) || r.Replicas.Any(p => Is(p.Id)));
        if (runner is null)
            return new() { Success = false, ErrorMessage = $"There is no resource '{resourceId}' that takes commands." };
        var replicas = runner.Replicas.Where(r => Is(runner.Resource.Name) || Is(r.Id)).ToList();
        if (command is not ("start" or "stop" or "restart"))
            return new() { Success = false, ErrorMessage = $"Command '{command}' is not available for resource '{resourceId}'." };
        if (_stopping.IsCancellationRequested)
            return new() { Success = false, Canceled = true, ErrorMessage = "The application is stopping." };

        if (command != KnownResourceCommands.StartCommand)
            await Task.WhenAll(replicas.Select(r => r.StopAsync(options.Value.StopTimeout)));
        if (command != KnownResourceCommands.StopCommand)
        {
            await runner.StartProxiesAsync(cancellationToken);
            await Task.WhenAll(replicas.Select(r => r.StartAsync(cancellationToken)));
        }
        return new() { Success = true };

        bool Is(string name) => string.Equals(name, resourceId, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stopGate.Dispose();
    }

    private ResourceRunner CreateRunner(IResource resource)
    {
        var launcher = launchers.Create(resource);
        var replicas = Enumerable.Range(0, resource.Replicas())
            .Select(index => new ReplicaRunner(resource, index, launcher, notifications, logs, watchdog, time, options.Value));
        return new ResourceRunner(resource, [.. replicas], notifications, logs);
    }

    // A parameter without a value is told at once, not when the resource that needs it has waited for all others.
    private async Task ResolveParametersAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
            await parameter.GetValueAsync(cancellationToken);
    }

    private async Task AnnounceParametersAsync()
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            var value = await parameter.GetValueAsync(CancellationToken.None);
            await notifications.PublishUpdateAsync(parameter, s => s with
            {
                ResourceType = "Parameter",
                State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
                CreationTimeStamp = time.GetUtcNow().UtcDateTime,
                Properties =
                [
                    new(CustomResourceKnownProperties.Source, $"{(parameter is IResourceWithConnectionString ? "ConnectionStrings" : "Parameters")}:{parameter.Name}"),
                    new("Value", value) { IsSensitive = parameter.Secret },
                ],
            });
        }
    }

    private async Task StopDependentsFirstAsync()
    {
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(_runners.Select(StopInTurn));

        // The graph has no cycle, so this ends.
        Task StopInTurn(ResourceRunner runner)
        {
            if (stops.TryGetValue(runner.Resource, out var known))
                return known;
            var dependents = _runners.Where(r => StopsBefore(r, runner)).Select(StopInTurn).ToList();
            return stops[runner.Resource] = StopAfterAsync(dependents, runner);
        }

        // The dashboard last, to take what the others have to say at their end.
        bool StopsBefore(ResourceRunner one, ResourceRunner other) =>
            WaitGraph.Waits(one.Resource, other.Resource) || (other.Resource == dashboard && one != other);

        async Task StopAfterAsync(List<Task> dependents, ResourceRunner runner)
        {
            await Task.WhenAll(dependents);
            // A broker takes 6 s to end in order, which is no use to data that go with it.
            var inVain = options.Value.Fresh && runner.Resource is RabbitMQServerResource;
            await runner.StopAsync(inVain ? TimeSpan.Zero : options.Value.StopTimeout);
        }
    }
}
