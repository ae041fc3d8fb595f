using Mosaic.LocalHosting.Engine;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Carries out commands on resources; see <see cref="KnownResourceCommands"/>.</summary>
public class ResourceCommandService
{
    private readonly LocalOrchestrator _orchestrator;

    internal ResourceCommandService(LocalOrchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Carries out a command on a replica by its id, or on all replicas by the resource's name.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _orchestrator.ExecuteAsync(resourceId, commandName, cancellationToken);

    /// <summary>Carries out a command on all replicas of a resource.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        _orchestrator.ExecuteAsync(resource.Name, commandName, cancellationToken);
}
