using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Resources;

internal static class ResourcesServices
{
    /// <summary>The client of the engine that runs the application.</summary>
    public static IServiceCollection AddResources(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ResourceServiceOptions>().Configure(o =>
        {
            o.Address = configuration.GetValue<Uri?>(ResourceServiceOptions.AddressKey);
            o.ApiKey = configuration[ResourceServiceOptions.ApiKeyKey];
        });
        services.AddSingleton(p => new ResourceClient(
            p.GetRequiredService<IOptions<ResourceServiceOptions>>(), TimeProvider.System, p.GetRequiredService<ILogger<ResourceClient>>()));
        services.AddHostedService(p => p.GetRequiredService<ResourceClient>());
        return services;
    }
}
