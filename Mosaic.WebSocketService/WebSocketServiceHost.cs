using Mosaic.Messaging;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Connections;
using Mosaic.WebSocketService.Relay;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService;

/// <summary>The whole service, put together.</summary>
internal static class WebSocketServiceHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddMessaging("messaging");
        builder.AddDeviceAuthentication();
        builder.AddDeviceConnections();
        builder.AddSessions();
        builder.AddRelay();

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapDeviceEndpoint();
        return app;
    }
}
