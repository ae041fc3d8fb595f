using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Mosaic.ServiceDefaults.Http;

internal static class HttpClientDefaults
{
    internal static void AddDiscoveredHttpClients(this IServiceCollection services)
    {
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(client =>
        {
            // A POST or DELETE may have been done although its answer was lost: only the caller knows whether to repeat it.
            client.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            client.AddServiceDiscovery();
        });
    }
}
