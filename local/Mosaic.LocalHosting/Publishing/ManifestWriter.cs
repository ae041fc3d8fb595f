using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.LocalHosting.Publishing;

/// <summary>Writes an application as Aspire's manifest, which deployment tools such as azd read: what there is, no values of parameters.</summary>
/// <param name="executionContext">Of the builder.</param>
/// <param name="path">The manifest's own, absolute; paths in it are relative to its folder.</param>
/// <param name="json">Where it goes.</param>
/// <param name="model">The application.</param>
internal sealed partial class ManifestWriter(DistributedApplicationExecutionContext executionContext, string path, Utf8JsonWriter json, DistributedApplicationModel model)
{
    private readonly ManifestReferences _references = new(model.Resources);
    private readonly ManifestPorts _ports = new();

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteStartObject("resources");
        foreach (var resource in model.Resources)
            await WriteResourceAsync(resource, cancellationToken);
        foreach (var resource in _references.OutsideOfTheModel.ToList())
            await WriteResourceAsync(resource, cancellationToken);
        WriteFormatted(_references.TakeFormatted());
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private async Task WriteResourceAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource.Annotations.OfType<ExcludedFromManifestAnnotation>().Any())
            return;
        json.WriteStartObject(resource.Name);
        await (resource switch
        {
            ContainerResource container => WriteContainerAsync(container, cancellationToken),
            ProjectResource project => WriteProjectAsync(project, cancellationToken),
            ExecutableResource executable => WriteExecutableAsync(executable, cancellationToken),
            ParameterResource parameter => WriteParameter(parameter),
            IResourceWithConnectionString value => WriteValue(value),
            _ => WriteError(),
        });
        json.WriteEndObject();
        if (resource is ParameterResource written)
            WriteFormatted(_references.TakeFormatted(written));
    }

    private async Task WriteContainerAsync(ContainerResource container, CancellationToken cancellationToken)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault()
            ?? throw new DistributedApplicationException($"The container '{container.Name}' has no image.");
        json.WriteString("type", "container.v0");
        WriteConnectionString(container);
        json.WriteString("image", image.Reference);
        if (container.Entrypoint is not null)
            json.WriteString("entrypoint", container.Entrypoint);
        await WriteArgumentsAsync(container, cancellationToken);
        WriteMounts(container);
        await WriteEnvironmentAsync(container, cancellationToken);
        WriteBindings(container);
    }

    private async Task WriteProjectAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        json.WriteString("type", "project.v0");
        json.WriteString("path", Relative(project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath));
        await WriteArgumentsAsync(project, cancellationToken);
        await WriteEnvironmentAsync(project, cancellationToken);
        WriteBindings(project);
    }

    private async Task WriteExecutableAsync(ExecutableResource executable, CancellationToken cancellationToken)
    {
        json.WriteString("type", "executable.v0");
        WriteConnectionString(executable);
        json.WriteString("workingDirectory", Relative(executable.WorkingDirectory));
        json.WriteString("command", executable.Command);
        await WriteArgumentsAsync(executable, cancellationToken);
        await WriteEnvironmentAsync(executable, cancellationToken);
        WriteBindings(executable);
    }

    private Task WriteValue(IResourceWithConnectionString value)
    {
        json.WriteString("type", "value.v0");
        WriteConnectionString(value);
        return Task.CompletedTask;
    }

    // Aspire's words for what has no place in a manifest.
    private Task WriteError()
    {
        json.WriteString("error", "This resource does not support generation in the manifest.");
        return Task.CompletedTask;
    }

    private string Relative(string file) =>
        Path.GetRelativePath(Path.GetDirectoryName(path)!, file.Replace('\\', Path.DirectorySeparatorChar)).Replace('\\', '/');
}
