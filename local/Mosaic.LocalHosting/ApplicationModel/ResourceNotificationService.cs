using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells the state of every resource and each change of it.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly WaitBehavior _defaultWaitBehavior;
    private bool _disposed;

    internal ResourceNotificationService(IOptions<ResourceNotificationServiceOptions> options) =>
        _defaultWaitBehavior = options.Value.DefaultWaitBehavior;

    /// <summary>Waits for a state, or for <see cref="KnownResourceStates.Running"/>.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits for one of several states.</summary>
    /// <returns>The state it is in.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        string[] states = [.. targetStates];
        var reached = await WaitForResourceAsync(resourceName, e => states.Contains(e.Snapshot.State?.Text), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits for a snapshot of the resource, or of any of its replicas, that meets a condition.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
            if (IsNamed(change, resourceName) && predicate(change))
                return change;
        throw new OperationCanceledException($"The application ended before the resource '{resourceName}' met the condition.");
    }

    /// <summary>Waits until the resource, with all its replicas, runs and is healthy.</summary>
    /// <exception cref="DistributedApplicationException">It failed.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    /// <summary>Waits until the resource, with all its replicas, runs and is healthy.</summary>
    /// <exception cref="DistributedApplicationException">It failed, and <paramref name="waitBehavior"/> says to stop then.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (!IsNamed(change, resourceName))
                continue;
            if (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsUnavailable(change.Snapshot))
                throw new DistributedApplicationException(
                    $"Resource '{change.ResourceId}' is {change.Snapshot.State?.Text} and will not become healthy. {change.Snapshot.FailureReason}");
            // The change may be older than what is known by now, so what is known is what counts and what is returned.
            var now = Named(resourceName).ToList();
            if (now.TrueForAll(e => e.Snapshot.HealthStatus == HealthStatus.Healthy))
                return now.Find(e => e.ResourceId == change.ResourceId)!;
        }
        throw new OperationCanceledException($"The application ended before the resource '{resourceName}' was healthy.");
    }

    /// <summary>Waits for everything the resource was told to wait for.</summary>
    /// <exception cref="DistributedApplicationException">One of them failed.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
            await WaitForAsync(wait, cancellationToken);
    }

    /// <summary>The state of a resource or a replica; of several replicas their common name gives none.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
            return _current.TryGetValue(resourceId, out resourceEvent);
    }

    /// <summary>The current state of every resource, then each change, in order.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var state in _current.Values)
                channel.Writer.TryWrite(state);
            if (_disposed)
                channel.Writer.Complete();
            else
                _watchers.Add(channel);
        }
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
                yield return change;
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }

    /// <summary>Changes the snapshot of a resource or replica and tells everyone.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_lock)
        {
            var before = _current.TryGetValue(resourceId, out var last)
                ? last.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal), Properties = [] };
            var after = stateFactory(before);
            if (last is not null && after == before)
                return Task.CompletedTask;
            var change = new ResourceEvent(resource, resourceId, after);
            _current[resourceId] = change;
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(change);
        }
        return Task.CompletedTask;
    }

    /// <summary>Changes the snapshot of a resource and tells everyone.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Ends every watch.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete();
        }
        GC.SuppressFinalize(this);
    }

    internal IReadOnlyList<ResourceEvent> Current()
    {
        lock (_lock)
            return [.. _current.Values];
    }

    private static bool IsNamed(ResourceEvent change, string name) =>
        string.Equals(change.Resource.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(change.ResourceId, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnavailable(CustomResourceSnapshot snapshot) =>
        KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) || snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy;

    private IEnumerable<ResourceEvent> Named(string name) => Current().Where(e => IsNamed(e, name));

    private async Task WaitForAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        // Parameters have their values before anything starts.
        if (wait.Resource is ParameterResource)
            return;
        var name = wait.Resource.Name;
        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await WaitForResourceHealthyAsync(name, cancellationToken);
            return;
        }
        if (wait.WaitType == WaitType.WaitUntilStarted)
        {
            var started = await WaitForResourceAsync(name, e => e.Snapshot.State?.Text == KnownResourceStates.Running || IsUnavailable(e.Snapshot), cancellationToken);
            if (started.Snapshot.State?.Text == KnownResourceStates.FailedToStart)
                throw new DistributedApplicationException($"Resource '{name}' failed to start. {started.Snapshot.FailureReason}");
            return;
        }
        var ended = await WaitForResourceAsync(name, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken);
        if (ended.Snapshot.State?.Text == KnownResourceStates.FailedToStart || ended.Snapshot.ExitCode != wait.ExitCode)
            throw new DistributedApplicationException($"Resource '{name}' ended with exit code {ended.Snapshot.ExitCode}, expected {wait.ExitCode}.");
    }
}
