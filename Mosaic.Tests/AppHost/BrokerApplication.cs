using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.AppHost;

/// <summary>An application that is nothing but a RabbitMQ, a local server.</summary>
internal sealed class BrokerApplication : IAsyncDisposable
{
    internal const string Name = "messaging";

    private BrokerApplication(DistributedApplication app, string connectionString)
    {
        App = app;
        ConnectionString = connectionString;
    }

    internal DistributedApplication App { get; }

    internal string ConnectionString { get; }

    /// <summary>An application that has not started.</summary>
    /// <param name="arguments">Its configuration.</param>
    /// <param name="configure">What differs from a RabbitMQ without a volume, which starts empty and leaves nothing.</param>
    /// <param name="port">Its AMQP port; a free one by default.</param>
    internal static DistributedApplication Build(string[] arguments, Action<IResourceBuilder<RabbitMQServerResource>>? configure = null, int? port = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The AppHost's assembly has the paths of DCP.
            AssemblyName = typeof(Projects.Mosaic_AppHost).Assembly.GetName().Name,
            DisableDashboard = true,
            Args = ["--DcpPublisher:WaitForResourceCleanup=true", .. arguments],
        });
        var messaging = builder.AddRabbitMQ(Name, port: port).WithManagementPlugin().RunAsLocalServer();
        configure?.Invoke(messaging);
        return builder.Build();
    }

    /// <summary>A running, healthy one.</summary>
    internal static async Task<BrokerApplication> StartAsync(
        CancellationToken cancellationToken, Action<IResourceBuilder<RabbitMQServerResource>>? configure = null, int? port = null, params string[] arguments)
    {
        var app = Build(arguments, configure, port);
        await app.StartAsync(cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(Name, cancellationToken);
        return new BrokerApplication(app, (await app.GetConnectionStringAsync(Name, cancellationToken))!);
    }

    /// <summary>Takes the volumes from an application's RabbitMQ: without one it starts empty and leaves nothing.</summary>
    internal static void RemoveVolumes(IDistributedApplicationBuilder builder)
    {
        foreach (var broker in builder.Resources.OfType<RabbitMQServerResource>())
        {
            foreach (var volume in broker.Annotations.OfType<ContainerMountAnnotation>().ToList())
            {
                broker.Annotations.Remove(volume);
            }
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
