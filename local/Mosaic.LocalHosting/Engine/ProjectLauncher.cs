using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>Runs what was built of a project.</summary>
internal sealed class ProjectLauncher(ProjectResource project, EnvironmentResolver resolver, HealthProbes probes) : IResourceLauncher
{
    public async Task<LaunchSpec?> PrepareAsync(int index, CancellationToken cancellationToken)
    {
        var metadata = project.Annotations.OfType<IProjectMetadata>().Single();
        if (metadata is not IBuiltProjectMetadata { TargetPath: var assembly } || !File.Exists(assembly))
            throw new DistributedApplicationException($"The project {metadata.ProjectPath} is not built: build the AppHost, which builds it too.");
        return new LaunchSpec(
            Executables.Dotnet(),
            ["exec", assembly, .. await EnvironmentResolver.ArgumentsAsync(project, cancellationToken)],
            Path.GetDirectoryName(metadata.ProjectPath)!,
            await resolver.EnvironmentAsync(project, index, cancellationToken));
    }

    public IReadOnlyList<HealthProbe> Probes(int index) => probes.Of(project, index);
}
