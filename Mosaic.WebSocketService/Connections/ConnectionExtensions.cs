using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.WebSocketService.Connections;

internal static class ConnectionExtensions
{
    private const string Path = "/ws";

    /// <summary>Adds device connections and the bounds of what may come in before a device is known.</summary>
    public static void AddDeviceConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ConnectionOptions>(ConnectionOptions.Section);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        // The framework sends the pings. ConnectionMonitor notices that no pong came, and can close with a reason; the framework
        // would cut the connection, and would take a device for dead whose socket is not read because its window is full.
        builder.Services.AddOptions<WebSocketOptions>().Configure<IOptions<ConnectionOptions>>((sockets, connections) =>
        {
            sockets.KeepAliveInterval = connections.Value.Heartbeat;
            sockets.KeepAliveTimeout = TimeSpan.FromDays(1);
        });
        builder.Services.AddSingleton<ConnectionRegistry>();
        builder.Services.AddSingleton<ConnectionMetrics>();
        builder.Services.AddSingleton<DeviceEndpoint>();
        builder.Services.AddHostedService<ConnectionMonitor>();
        builder.Services.AddHostedService<Drain>();
    }

    /// <summary>Maps <c>GET /ws</c>.</summary>
    public static void MapDeviceEndpoint(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.Services.GetRequiredService<ConnectionMetrics>();
        app.Use((http, next) =>
        {
            // For every path: which spellings of it are the endpoint's is decided by routing, later.
            if (http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            {
                var liveness = new Liveness(
                    time, http.Features.Get<IConnectionSocketFeature>()?.Socket, http.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? default);
                http.Features.Set(liveness);
                http.Features.Set<IHttpUpgradeFeature>(new LivenessUpgrade(upgrade, liveness));
            }

            return next(http);
        });

        app.UseWebSockets();
        app.MapGet(Path, (HttpContext http, DeviceEndpoint endpoint) => endpoint.ConnectAsync(http));
    }
}
