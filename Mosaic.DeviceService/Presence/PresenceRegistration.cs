using Mosaic.DeviceService.Dispatching;
using Mosaic.DeviceService.Documentation;
using Mosaic.DeviceService.Http;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Presence;

internal static class PresenceRegistration
{
    internal static void AddPresence(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<PresenceOptions>(PresenceOptions.Section);
        builder.Services.AddSingleton<PresenceView>();
        builder.Services.AddSingleton<InstanceLedger>();
        builder.Services.AddSingleton<CloseSession>();
        builder.Services.AddHostedService<PresenceService>();
        builder.Services.AddSingleton<IDispatcherWork, InstanceWatch>();
    }

    internal static void MapPresence(this WebApplication app)
    {
        app.MapRead("/devices/{device}", PresenceEndpoints.Get)
            .Describe("GetDevice", "Presence", "Tells whether a device is connected, and of its last disconnect.").Problems(400, 404, 503);
        app.MapRead("/devices", PresenceEndpoints.List)
            .Describe("ListDevices", "Presence", "Lists devices in the order of their UUIDs, page by page.").Problems(400, 503);
        app.MapDelete("/devices/{device}/session", (string device, HttpContext context, CloseSession handler) => handler.HandleAsync(device, context))
            .Describe("CloseSession", "Presence", "Closes the live session of a device.").Problems(400, 404, 503);
    }
}
