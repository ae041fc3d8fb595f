using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Mosaic.RabbitMQHosting;

/// <summary>RabbitMQ without a container.</summary>
public static class LocalServerExtensions
{
    /// <summary>
    /// Runs the RabbitMQ server of this machine in the container's place: the same resource, with the same endpoints, connection string
    /// and health check, as an executable. Where there is neither a server nor a container runtime, the distribution's package is
    /// installed. Published, and where the configuration's <c>RabbitMQ:Source</c> is <c>Container</c>, it stays a container.
    /// </summary>
    public static IResourceBuilder<RabbitMQServerResource> RunAsLocalServer(this IResourceBuilder<RabbitMQServerResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (application.ExecutionContext.IsRunMode)
        {
            // The container's own check learns the address by an event that a container only has.
            var check = $"{builder.Resource.Name}_server_check";
            IConnection? connection = null;
            application.Services.AddHealthChecks().AddRabbitMQ(async _ => connection ??= await ConnectAsync(builder.Resource), check);

            // Not before all of the resource is declared, and not after anything of it has been used.
            application.Eventing.Subscribe<BeforeStartEvent>(async (start, cancellationToken) =>
            {
                var options = LocalServerOptions.Of(application.Configuration);
                if (await LocalServer.IsPreferredAsync(options, cancellationToken))
                    Replace(application, start.Model, builder.Resource, options, check);
            });
        }

        return builder;
    }

    private static void Replace(IDistributedApplicationBuilder application, DistributedApplicationModel model, RabbitMQServerResource container, LocalServerOptions options, string check)
    {
        var executable = new LocalServerResource(container);
        model.Resources.Remove(container);
        model.Resources.Add(executable);

        foreach (var annotation in container.Annotations.Where(annotation => annotation is ContainerImageAnnotation or HealthCheckAnnotation).ToList())
            container.Annotations.Remove(annotation);
        foreach (var endpoint in container.Annotations.OfType<EndpointAnnotation>())
        {
            // The server listens where it is spoken to.
            endpoint.TargetPort = null;
            endpoint.IsProxied = false;
        }

        var server = new LocalServer(container, options);
        application.CreateResourceBuilder(executable)
            .WithHealthCheck(check)
            .WithEndpoint(LocalServer.DistributionEndpoint, Internal, createIfNotExists: true)
            .WithEndpoint(LocalServer.PortMapperEndpoint, Internal, createIfNotExists: true)
            .WithArgs(LocalServer.Script)
            .WithArgs(context => context.Args.Add(server.Path))
            .WithEnvironment(context => server.SetEnvironment(context.EnvironmentVariables))
            .WithUrls(context => context.Urls.RemoveAll(url => url.Endpoint?.EndpointName is LocalServer.DistributionEndpoint or LocalServer.PortMapperEndpoint));

        application.Eventing.Subscribe<BeforeResourceStartedEvent>(executable, (starting, cancellationToken) =>
        {
            var logger = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(executable);
            var states = starting.Services.GetRequiredService<ResourceNotificationService>();
            return server.PrepareAsync(starting.Services.GetRequiredService<IAspireStore>(), logger, SayAsync, cancellationToken);

            Task SayAsync(string state) => states.PublishUpdateAsync(executable, snapshot => snapshot with { State = new(state, KnownResourceStateStyles.Info) });
        });

        static void Internal(EndpointAnnotation endpoint)
        {
            endpoint.IsProxied = false;
            endpoint.UriScheme = "tcp";
        }
    }

    private static async Task<IConnection> ConnectAsync(RabbitMQServerResource server) =>
        await new ConnectionFactory { Uri = new Uri((await server.ConnectionStringExpression.GetValueAsync(CancellationToken.None))!) }.CreateConnectionAsync();
}
