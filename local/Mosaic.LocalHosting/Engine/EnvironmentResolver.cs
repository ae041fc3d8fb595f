using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Mosaic.LocalHosting.Dashboard;

namespace Mosaic.LocalHosting.Engine;

/// <summary>The environment and the arguments of a replica.</summary>
internal sealed class EnvironmentResolver(
    DistributedApplicationExecutionContext executionContext,
    IConfiguration configuration,
    IHostEnvironment environment,
    RunFolders folders,
    DashboardSettings? dashboard = null)
{
    // The AppHost's own; a resource has its own or none.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_LAUNCH_PROFILE", "DOTNET_URLS"];

    private static readonly string[] Exporter = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS"];

    public async Task<Dictionary<string, string?>> EnvironmentAsync(IResource resource, int index, CancellationToken cancellationToken)
    {
        var variables = NotInherited.ToDictionary(name => name, _ => (string?)null);
        if (resource is ProjectResource)
            AddTelemetry(variables, resource, index);
        AddPorts(variables, resource, index);

        var context = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: cancellationToken);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await callback.Callback(context);
        foreach (var (name, value) in context.EnvironmentVariables)
            variables[name] = await ResolveAsync(value, cancellationToken);
        return variables;
    }

    public static async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken);
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await callback.Callback(context);
        var arguments = new List<string>();
        foreach (var argument in context.Args)
            arguments.Add(await ResolveAsync(argument, cancellationToken) ?? "");
        return arguments;
    }

    private static async ValueTask<string?> ResolveAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static void AddPorts(Dictionary<string, string?> variables, IResource resource, int index)
    {
        if (resource is ProjectResource && resource.Endpoints().Any(e => e.UriScheme is "http" or "https"))
            variables["ASPNETCORE_URLS"] = string.Join(';', resource.Endpoints()
                .Where(e => e.UriScheme is "http" or "https")
                .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.UriScheme}://{e.TargetHost}:{e.ReplicaPorts[index]}")));
        foreach (var port in resource.Annotations.OfType<PortVariableAnnotation>())
            variables[port.Variable] = port.Endpoint.ReplicaPorts[index].ToString(CultureInfo.InvariantCulture);
    }

    private static void SendTo(DashboardSettings dashboard, Dictionary<string, string?> variables)
    {
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpGrpc.GetLeftPart(UriPartial.Authority);
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = dashboard.OtlpApiKey is null ? null : $"x-otlp-api-key={dashboard.OtlpApiKey}";
    }

    private void AddTelemetry(Dictionary<string, string?> variables, IResource resource, int index)
    {
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={resource.ReplicaId(index)}-{folders.RunId[..8]}";
        foreach (var name in Exporter)
            if (configuration[name] is { } value)
                variables[name] = value;
        if (dashboard is not null)
            SendTo(dashboard, variables);
        if (!environment.IsDevelopment())
            return;
        foreach (var name in (string[])["OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"])
            variables[name] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}
