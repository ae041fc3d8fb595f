using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Mosaic.RabbitMQHosting;

namespace Mosaic.Tests.AppHost;

/// <summary>An application that is nothing but a RabbitMQ.</summary>
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

    internal static async Task<BrokerApplication> StartAsync(bool keepsData, CancellationToken cancellationToken)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // Where DCP lies is written in the AppHost's assembly.
            AssemblyName = typeof(Projects.Mosaic_AppHost).Assembly.GetName().Name,
            DisableDashboard = true,
            Args = ["--DcpPublisher:WaitForResourceCleanup=true"],
        });
        var messaging = builder.AddRabbitMQ(Name).WithManagementPlugin().RunAsLocalServer();
        if (keepsData)
            messaging.WithDataBindMount(Directory.CreateTempSubdirectory("rabbitmq-").FullName);
        var app = builder.Build();
        await app.StartAsync(cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(Name, cancellationToken);
        return new BrokerApplication(app, (await app.GetConnectionStringAsync(Name, cancellationToken))!);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
