using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Brokers;
using Mosaic.LocalHosting.Output;
using Mosaic.LocalHosting.Publishing;
using Mosaic.Settings;

namespace Mosaic.LocalHosting.Engine;

internal static class LocalHostingServices
{
    public static void AddLocalHosting(this IServiceCollection services, IDistributedApplicationBuilder builder, IResourceCollection resources, bool isTest)
    {
        services.AddSettings<LocalHostingOptions>(LocalHostingOptions.Section);
        services.AddSettings<RabbitMQOptions>(RabbitMQOptions.Section);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(2));
        services.AddHttpClient();
        services.AddHealthChecks();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(builder);
        services.AddSingleton(builder.ExecutionContext);
        services.AddSingleton(new DistributedApplicationModel(resources));
        services.AddSingleton<ResourceLoggerService>();
        services.AddSingleton(p => new ResourceNotificationService(p.GetRequiredService<IOptions<ResourceNotificationServiceOptions>>()));
        services.AddSingleton(p => new ResourceCommandService(p.GetRequiredService<LocalOrchestrator>()));
        services.AddSingleton(p => new RunFolders(builder, p.GetRequiredService<IOptions<LocalHostingOptions>>()));
        services.AddSingleton<Watchdog>();
        services.AddSingleton<EnvironmentResolver>();
        services.AddSingleton<HealthProbes>();
        services.AddSingleton<LauncherFactory>();
        services.AddSingleton<BrokerLocator>();
        services.AddSingleton<LocalOrchestrator>();
        services.AddSingleton<ApplicationRun>();
        if (builder.ExecutionContext.IsPublishMode)
        {
            services.AddOptions<PipelineOptions>().BindConfiguration(PipelineOptions.Section);
            services.AddHostedService<ManifestPublisher>();
            // A failure is told once, in a line, by the run.
            services.AddLogging(l => l.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
        }
        else
        {
            services.AddHostedService<ConsoleView>();
            services.AddHostedService<PendingView>();
            services.AddHostedService(p => p.GetRequiredService<LocalOrchestrator>());
        }

        // The console belongs to the view; what goes wrong in the AppHost itself still shows.
        services.AddLogging(l => l.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error));
        if (isTest)
            services.AddSingleton<IHostLifetime, NoLifetime>();
    }
}
