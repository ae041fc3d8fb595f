using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.WebSocketService.Authentication;

internal static class AuthenticationExtensions
{
    /// <summary>Adds the checking of device tokens.</summary>
    public static void AddDeviceAuthentication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<AuthenticationOptions>(AuthenticationOptions.Section);
        builder.Services.AddHttpClient(JwksSigningKeys.ClientName);
        builder.Services.AddSingleton<ISigningKeys>(services =>
            services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.JwksUrl is null
                ? ActivatorUtilities.CreateInstance<ConfiguredSigningKeys>(services)
                : ActivatorUtilities.CreateInstance<JwksSigningKeys>(services));
        builder.Services.AddSingleton<DeviceAuthenticator>();
    }
}
