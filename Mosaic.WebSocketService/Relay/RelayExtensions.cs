using Mosaic.WebSocketService.Connections;

namespace Mosaic.WebSocketService.Relay;

internal static class RelayExtensions
{
    /// <summary>Adds the relay of messages between devices and RabbitMQ.</summary>
    public static void AddRelay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConnectionHandler, DeviceConnectionHandler>();
        builder.Services.AddSingleton<Uplink>();
        builder.Services.AddSingleton<Confirmations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Confirmations>());
        builder.Services.AddSingleton<Downlink>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Downlink>());
        builder.Services.AddHealthChecks().AddCheck<Downlink>("downlink");
    }
}
