using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Configuration;

namespace Mosaic.HiveBackendStub.Devices;

internal static partial class DevicesExtensions
{
    internal static void AddDevices(this IServiceCollection services)
    {
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<DeviceRegistry>();
        services.AddSingleton<DeviceEndpoints>();

        // At the start, not with the first token: a folder that cannot be written should show at once.
        services.AddActivatedSingleton(provider =>
        {
            var folder = provider.GetRequiredService<IOptions<StubOptions>>().Value.DataPath;
            var logger = provider.GetRequiredService<ILogger<SigningKey>>();
            var key = new SigningKey(SigningKeyFile.LoadOrCreate(folder));
            KeyLoaded(logger, key.KeyId, folder);
            return key;
        });
    }

    internal static void MapDevices(this WebApplication app)
    {
        app.MapPost("/devices",
            (HttpContext context, DeviceEndpoints endpoints) => endpoints.RegisterAsync(context));
        app.MapPost("/devices/{device}/token",
            (HttpContext context, string device, DeviceEndpoints endpoints) => endpoints.RenewAsync(context, device));
        app.MapGet("/.well-known/jwks.json",
            (SigningKey key) => TypedResults.Bytes(key.Jwks, "application/json"));
        app.MapGet("/registrations",
            (DeviceRegistry registry) => TypedResults.Ok(new { devices = registry.List() }));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Device tokens are signed with key {KeyId}, kept in {Folder}")]
    private static partial void KeyLoaded(ILogger logger, string keyId, string folder);
}
