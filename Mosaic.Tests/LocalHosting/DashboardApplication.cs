using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.LocalHosting.Dashboard;

namespace Mosaic.Tests.LocalHosting;

/// <summary>An application of a test's own with the dashboard that the real AppHost's build knows.</summary>
internal static class DashboardApplication
{
    public const string Name = "aspire-dashboard";

    public static IDistributedApplicationBuilder CreateBuilder(params string[] args) => DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        AssemblyName = "Mosaic.AppHost",
        Args = ["--DcpPublisher:RandomizePorts=true", "--LocalHosting:Fresh=true", "--LocalHosting:Console=false", "--LocalHosting:FirstRestartDelay=00:00:00.1", .. args],
    });

    /// <summary>Starts everything but the dashboard's own process, and the service that answers it.</summary>
    /// <returns>Where that is.</returns>
    public static async Task<(DistributedApplication App, Uri Service)> StartedWithoutPagesAsync(this IDistributedApplicationBuilder builder)
    {
        var app = builder.Build();
        app.Services.GetRequiredService<DashboardResource>().Annotations.Add(new ExplicitStartupAnnotation());
        await app.StartAsync();
        return (app, await app.Services.GetRequiredService<ResourceServiceHost>().StartAsync(CancellationToken.None));
    }
}
