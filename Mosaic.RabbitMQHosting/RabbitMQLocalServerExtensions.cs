using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Mosaic.RabbitMQHosting;

// In Aspire's namespace, as its own integrations are, so that an AppHost needs no using.
namespace Aspire.Hosting;

/// <summary>Runs RabbitMQ without a container.</summary>
public static class RabbitMQLocalServerExtensions
{
    /// <summary>
    /// In run mode, runs the <c>rabbitmq-server</c> of this machine in place of the container: the same resource name, endpoints, connection
    /// string, references and waits. Where there is neither a server nor a container runtime, root on Debian or Ubuntu gets the
    /// distribution's package installed. When published, on systems other than Linux, and with the configuration
    /// <c>RabbitMQ:Source=Container</c>, the resource stays a container.
    /// </summary>
    /// <remarks>
    /// The AppHost's configuration section <c>RabbitMQ</c>: <c>Source</c> (<c>Any</c>, <c>Server</c> or <c>Container</c>), <c>ServerPath</c> (the program to run)
    /// and <c>AllowInstall</c> (true by default). The server keeps its data if the resource has a volume or a bind mount.
    /// </remarks>
    public static IResourceBuilder<RabbitMQServerResource> RunAsLocalServer(this IResourceBuilder<RabbitMQServerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        // The container's own check gets the address from an event that is only published for a container.
        var check = $"{builder.Resource.Name}_local_server_check";
        application.Services.AddKeyedSingleton(check, (_, _) => new LocalServerHealthCheck(builder.Resource));
        application.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(check, services => services.GetRequiredKeyedService<LocalServerHealthCheck>(check), failureStatus: null, tags: null));

        // BeforeStart: everything about the resource has been declared by then, and nothing has been created from it.
        application.Eventing.Subscribe<BeforeStartEvent>(async (start, cancellationToken) =>
        {
            var options = application.Configuration.GetSection(LocalServerOptions.Section).Get<LocalServerOptions>() ?? new();
            if (await LocalServer.IsPreferredAsync(options, cancellationToken))
            {
                Replace(application, start.Model, builder.Resource, new LocalServer(builder.Resource, options), check);
            }
        });
        return builder;
    }

    private static void Replace(
        IDistributedApplicationBuilder application, DistributedApplicationModel model, RabbitMQServerResource container, LocalServer server, string check)
    {
        var executable = new LocalServerResource(container);
        model.Resources.Remove(container);
        model.Resources.Add(executable);

        foreach (var annotation in container.Annotations.Where(annotation => annotation is ContainerImageAnnotation or HealthCheckAnnotation).ToList())
        {
            container.Annotations.Remove(annotation);
        }

        foreach (var endpoint in container.Annotations.OfType<EndpointAnnotation>())
        {
            // The server itself listens on the port that clients use.
            endpoint.TargetPort = endpoint.Port;
            endpoint.IsProxied = false;
        }

        application.CreateResourceBuilder(executable)
            .WithHealthCheck(check)
            .WithEndpoint(LocalServer.DistributionEndpoint, Internal, createIfNotExists: true)
            .WithEndpoint(LocalServer.PortMapperEndpoint, Internal, createIfNotExists: true)
            .WithArgs(context => server.AddArguments(context.Args))
            .WithEnvironment(context => server.SetEnvironment(context.EnvironmentVariables))
            .WithUrls(context => context.Urls.RemoveAll(url => url.Endpoint?.EndpointName is LocalServer.DistributionEndpoint or LocalServer.PortMapperEndpoint));

        application.Eventing.Subscribe<BeforeResourceStartedEvent>(
            executable, (starting, cancellationToken) => PrepareAsync(executable, server, starting.Services, cancellationToken));

        static void Internal(EndpointAnnotation endpoint)
        {
            endpoint.IsProxied = false;
            endpoint.UriScheme = "tcp";
        }
    }

    /// <summary>Prepares the server, and shows on the console and on the dashboard what takes long or what failed.</summary>
    private static async Task PrepareAsync(LocalServerResource resource, LocalServer server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var console = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(LocalServer).Namespace!);
        var resourceLog = services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        var states = services.GetRequiredService<ResourceNotificationService>();
        try
        {
            if (server.NeedsInstallation)
            {
                LocalServerLog.Installing(console);
                await states.PublishUpdateAsync(resource, snapshot => snapshot with { State = new("Installing RabbitMQ", KnownResourceStateStyles.Info) });
                await LocalServer.InstallAsync(resourceLog, cancellationToken);
                await states.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Starting });
            }

            await server.PrepareAsync(services.GetRequiredService<IAspireStore>(), cancellationToken);
        }
        catch (DistributedApplicationException error)
        {
            LocalServerLog.CannotStart(console, resource.Name, error.Message);
            LocalServerLog.CannotStart(resourceLog, resource.Name, error.Message);
            throw;
        }
    }
}
