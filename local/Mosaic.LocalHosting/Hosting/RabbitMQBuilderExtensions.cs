using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Mosaic.LocalHosting.Publishing;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ.</summary>
public static class RabbitMQBuilderExtensions
{
    private const int AmqpPort = 5672;
    private const int ManagementPort = 15672;
    private const string Tag = "4.2";

    /// <summary>
    /// A RabbitMQ server that is started: from what is installed, in a container or from the distribution's package; where
    /// the application is deployed, a container.
    /// </summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterResourceBuilderExtensions.GeneratedPassword(builder, $"{name}-password");
        var resource = new RabbitMQServerResource(name, userName?.Resource, passwordParameter);
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: RabbitMQServerResource.PrimaryEndpointName, port: port, targetPort: AmqpPort);
        return builder.AddResource(resource)
            .WithAnnotation(new ContainerImageAnnotation { Registry = "docker.io", Image = "library/rabbitmq", Tag = Tag })
            .WithAnnotation(endpoint)
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["RABBITMQ_DEFAULT_USER"] = resource.UserNameReference;
                context.EnvironmentVariables["RABBITMQ_DEFAULT_PASS"] = resource.PasswordParameter;
            });
    }

    /// <summary>Keeps the broker's data for the next run.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        isReadOnly
            ? throw new ArgumentException("A broker cannot run on data it may not write.", nameof(isReadOnly))
            : builder.WithAnnotation(new ContainerMountAnnotation(
                // Here two clones of the project have data of their own, which only the run can tell.
                name ?? (builder.ApplicationBuilder.ExecutionContext.IsPublishMode ? VolumeName.Of(builder.ApplicationBuilder, builder.Resource, "data") : null),
                "/var/lib/rabbitmq",
                ContainerMountType.Volume,
                isReadOnly));

    /// <summary>Serves the broker's management pages.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <summary>Serves the broker's management pages on a port.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port)
    {
        builder.Resource.Annotations.OfType<ContainerImageAnnotation>().Last().Tag = $"{Tag}-management";
        return builder.WithHttpEndpoint(port, ManagementPort, RabbitMQServerResource.ManagementEndpointName);
    }
}
