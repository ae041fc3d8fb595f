using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.DeviceService.Deliver;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Presence;
using Mosaic.DeviceService.Rebalancing;
using Mosaic.DeviceService.Requests;
using Mosaic.DeviceService.Send;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService;

/// <summary>The whole service, put together; apart from Program.cs so that tests host the very same application.</summary>
internal static class DeviceServiceApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddMessaging("messaging");
        builder.Services.AddSingleton<DeviceServiceMetrics>();
        builder.AddApi();
        builder.AddDeliver();
        builder.AddRebalancing();
        builder.AddSend();
        builder.AddRequests();
        builder.AddDurable();
        builder.AddPresence();
        builder.AddDeadLetters();

        var app = builder.Build();
        app.UseApi();
        app.MapDefaultEndpoints();
        app.MapSend();
        app.MapRequests();
        app.MapDurable();
        app.MapPresence();
        app.MapDeadLetters();
        app.MapApiDocument();
        return app;
    }
}
