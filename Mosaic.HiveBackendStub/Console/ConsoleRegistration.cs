using Microsoft.Extensions.Options;
using Mosaic.HiveBackendStub.Console.Devices;
using Mosaic.HiveBackendStub.Console.Fleet;
using Mosaic.HiveBackendStub.Console.Live;
using Mosaic.HiveBackendStub.Console.Sent;
using Mosaic.HiveBackendStub.Console.WebSockets;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveBackendStub.Console;

internal static class ConsoleRegistration
{
    internal static void AddConsole(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<ConsoleOptions>(ConsoleOptions.Section);

        services.AddSingleton<DeviceFleet>();
        services.AddSingleton<SentMessages>();
        services.AddSingleton<SendRecorder>();
        services.AddSingleton<OriginProbe>();
        services.AddSingleton<StreamEndpoint>();
        services.AddSingleton<DeviceView>();
        services.AddSingleton<PresenceRefresh>();
        services.AddSingleton<FleetStream>();
        services.AddHostedService(provider => provider.GetRequiredService<PresenceRefresh>());
        services.AddHostedService(provider => provider.GetRequiredService<FleetStream>());
    }

    internal static void MapConsole(this WebApplication app)
    {
        app.MapGet("/console/api/stream",
            (HttpContext context, StreamEndpoint stream) => stream.HandleAsync(context));
        app.MapGet("/console/api/devices",
            (HttpContext context, DeviceView view) => view.HandleLastMessagesAsync(context));
        app.MapGet("/console/api/devices/{device}",
            (HttpContext context, string device, DeviceView view) => view.HandleAsync(context, device));
        app.MapGet("/console/api/websocket",
            (HttpContext context, OriginProbe probe) =>
                probe.TryAsync($"{context.Request.Scheme}://{context.Request.Host}", context.RequestAborted));
        app.MapGet("/console/api/settings", (IOptions<ConsoleOptions> options) => TypedResults.Ok(ConsoleSettings.Of(options.Value)));
    }
}
