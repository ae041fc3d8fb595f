using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Publishing;

internal sealed partial class ManifestWriter
{
    private void WriteConnectionString(IResource resource)
    {
        if (resource is IResourceWithConnectionString { ConnectionStringExpression: { } connectionString })
            json.WriteString("connectionString", _references.Expression(connectionString));
    }

    private async Task WriteArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken);
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await callback.Callback(context);
        if (context.Args.Count == 0)
            return;
        json.WriteStartArray("args");
        foreach (var argument in context.Args)
            json.WriteStringValue(_references.Expression(argument));
        json.WriteEndArray();
    }

    private async Task WriteEnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations)
            if (annotation is EnvironmentCallbackAnnotation callback)
                await callback.Callback(context);
            else if (annotation is PortVariableAnnotation port)
                context.EnvironmentVariables[port.Variable] = new EndpointReference((IResourceWithEndpoints)resource, port.Endpoint).Property(EndpointProperty.TargetPort);
        if (context.EnvironmentVariables.Count == 0)
            return;
        json.WriteStartObject("env");
        foreach (var (name, value) in context.EnvironmentVariables)
            json.WriteString(name, _references.Expression(value));
        json.WriteEndObject();
    }

    private void WriteMounts(ContainerResource container)
    {
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>().ToLookup(m => m.Type);
        WriteMounts("bindMounts", "source", mounts[ContainerMountType.BindMount], m => Relative(m.Source!));
        WriteMounts("volumes", "name", mounts[ContainerMountType.Volume], m => m.Source);
    }

    private void WriteMounts(string property, string sourceProperty, IEnumerable<ContainerMountAnnotation> mounts, Func<ContainerMountAnnotation, string?> source)
    {
        if (!mounts.Any())
            return;
        json.WriteStartArray(property);
        foreach (var mount in mounts)
        {
            json.WriteStartObject();
            if (source(mount) is { } from)
                json.WriteString(sourceProperty, from);
            json.WriteString("target", mount.Target);
            json.WriteBoolean("readOnly", mount.IsReadOnly);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteBindings(IResource resource)
    {
        var bindings = _ports.Of(resource).ToList();
        if (bindings.Count == 0)
            return;
        json.WriteStartObject("bindings");
        foreach (var (endpoint, targetPort, port) in bindings)
        {
            json.WriteStartObject(endpoint.Name);
            json.WriteString("scheme", endpoint.UriScheme);
            json.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            json.WriteString("transport", endpoint.Transport);
            if (port is { } outside)
                json.WriteNumber("port", outside);
            if (targetPort is { } inside)
                json.WriteNumber("targetPort", inside);
            if (endpoint.IsExternal)
                json.WriteBoolean("external", true);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
