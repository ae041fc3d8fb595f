using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The facts of a resource that runs.</summary>
internal static class ResourceProperties
{
    public static async Task<ImmutableArray<ResourcePropertySnapshot>> OfAsync(IResource resource, LaunchSpec? spec, int? processId)
    {
        var properties = ImmutableArray.CreateBuilder<ResourcePropertySnapshot>();
        if (resource.Annotations.OfType<IProjectMetadata>().FirstOrDefault() is { } project)
            properties.Add(new(KnownProperties.Project.Path, project.ProjectPath));
        if (spec is not null && processId is not null)
            properties.AddRange(
                new(KnownProperties.Executable.Path, spec.File),
                new(KnownProperties.Executable.WorkDir, spec.WorkingDirectory),
                new(KnownProperties.Executable.Args, spec.Arguments) { IsSensitive = true },
                new(KnownProperties.Executable.Pid, processId));
        if (resource is IResourceWithConnectionString connectable)
            properties.Add(new(CustomResourceKnownProperties.ConnectionString, await connectable.GetConnectionStringAsync()) { IsSensitive = true });
        return properties.ToImmutable();
    }
}
