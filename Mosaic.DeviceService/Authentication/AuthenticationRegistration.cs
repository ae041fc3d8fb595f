namespace Mosaic.DeviceService.Authentication;

internal static class AuthenticationRegistration
{
    internal static void AddApiKeys(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ApiKeys>();

    internal static void UseApiKeys(this WebApplication app) => app.UseMiddleware<ApiKeyMiddleware>();
}
