using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    private const int AmqpPort = 5672;
    private const int ManagementPort = 15672;

    /// <summary>
    /// A RabbitMQ server: the one that <c>ConnectionStrings:{name}</c> names, or one that is started, from what is
    /// installed, in a container or from the distribution's package.
    /// </summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterResourceBuilderExtensions.GeneratedPassword(builder, $"{name}-password");
        var configured = builder.ExecutionContext.IsRunMode ? builder.Configuration.GetConnectionString(name) : null;
        var resource = new RabbitMQServerResource(name, userName?.Resource, passwordParameter)
        {
            External = configured is { Length: > 0 } ? ExternalBroker.Parse(configured, name) : null,
        };
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: RabbitMQServerResource.PrimaryEndpointName, port: port, targetPort: AmqpPort);
        if (resource.External is { } external)
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, external.Host, external.Port);
        return builder.AddResource(resource).WithAnnotation(endpoint);
    }

    /// <summary>Keeps the broker's data for the next run.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        isReadOnly
            ? throw new ArgumentException("A broker cannot run on data it may not write.", nameof(isReadOnly))
            : builder.WithAnnotation(new DataVolumeAnnotation(name), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Serves the broker's management pages.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <summary>Serves the broker's management pages on a port.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port) =>
        builder.Resource.External is not null
            ? builder
            : builder.WithHttpEndpoint(port, ManagementPort, RabbitMQServerResource.ManagementEndpointName);
}
