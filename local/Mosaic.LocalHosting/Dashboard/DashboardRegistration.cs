using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mosaic.LocalHosting.Dashboard;

internal static class DashboardRegistration
{
    // What the AppHost's build writes down of the dashboard it built beside it.
    private const string PathKey = "aspiredashboardpath";

    /// <summary>Adds the dashboard that the AppHost's build knows; where it knows none there is none.</summary>
    public static void AddDashboard(this IServiceCollection services, Assembly? appHost, ConfigurationManager configuration)
    {
        var path = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == PathKey)?.Value;
        if (path is null)
            return;
        services.AddSingleton(DashboardSettings.Create(path, configuration));
        services.AddSingleton<Secrets>();
        services.AddSingleton<ResourceMessages>();
        services.AddSingleton<ResourceServiceHost>();
        services.AddSingleton<DashboardResource>();
    }
}
