using Microsoft.Extensions.Options;
using Mosaic.HiveConsole.Devices;
using Mosaic.HiveConsole.Fleet;
using Mosaic.HiveConsole.Hosting;
using Mosaic.HiveConsole.Live;
using Mosaic.HiveConsole.Pages;
using Mosaic.HiveConsole.Sent;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveConsole;

/// <summary>
/// The Hive console: pages about the fleet and each device. The program that serves it reports what happens to
/// <see cref="DeviceFleet"/> and <see cref="SendRecorder"/>, and answers what the pages ask through <see cref="IHiveBackend"/>.
/// </summary>
public static class HiveConsoleExtensions
{
    /// <summary>Adds the console's services and its settings, section <c>Console</c>.</summary>
    /// <typeparam name="TBackend">What the console shows.</typeparam>
    public static void AddHiveConsole<TBackend>(this WebApplicationBuilder builder)
        where TBackend : class, IHiveBackend
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSettings<ConsoleOptions>(ConsoleOptions.Section);
        services.AddSingleton<IHiveBackend, TBackend>();
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

    /// <summary>
    /// Serves the console at <c>/</c> and <c>/console</c>, and refuses what pages of other sites ask of any of the program's endpoints.
    /// Call it after the program's handlers of errors.
    /// </summary>
    public static void UseHiveConsole(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseCrossSiteGuard();
        app.MapPages();
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
