using Mosaic.DeviceService.Api;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Presence;

internal static class PresenceExtensions
{
    /// <summary>Adds who is connected, and the election of the instance that watches over it; steps add work for that one as <see cref="ILeaderWork"/>.</summary>
    public static void AddPresence(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<PresenceOptions>(PresenceOptions.Section);
        builder.Services.AddSingleton<PresenceView>();
        builder.Services.AddSingleton<InstanceLedger>();
        builder.Services.AddHostedService<PresenceService>();
        builder.Services.AddSingleton<ILeaderWork, InstanceWatch>();
        builder.Services.AddHostedService<LeaderElection>();
    }

    public static void MapPresence(this WebApplication app)
    {
        app.MapRead("/devices/{device}", PresenceEndpoints.Get)
            .Describe("GetDevice", "Presence", "Tells whether a device is connected, and of its last disconnect.").Problems(400, 404, 503);
        app.MapRead("/devices", PresenceEndpoints.List)
            .Describe("ListDevices", "Presence", "Lists devices in the order of their UUIDs, page by page.").Problems(400, 503);
        app.MapDelete("/devices/{device}/session", PresenceEndpoints.CloseSessionAsync)
            .Describe("CloseSession", "Presence", "Closes the live session of a device.").Problems(400, 404, 503);
    }
}
