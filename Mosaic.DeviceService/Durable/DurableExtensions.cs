using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Presence;

namespace Mosaic.DeviceService.Durable;

internal static class DurableExtensions
{
    /// <summary>Adds what keeps requests and events for devices that are not connected, and the confirmations that no call waits for.</summary>
    public static void AddDurable(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<LateConfirmations>();
        services.AddSingleton<RequestLedger>();
        services.AddSingleton<DispatchQueue>();
        services.AddSingleton<Journal>();
        services.AddSingleton<DurableRequests>();
        services.AddSingleton<DurableConfirmations>();
        services.AddSingleton<ILeaderWork, PendingSender>();
        services.AddSingleton<ILeaderWork, RequestCloser>();
        services.AddHostedService<JournalService>();
    }

    public static void MapDurable(this WebApplication app)
    {
        app.MapRead("/devices/{device}/requests/{id}",
                (string device, string id, HttpContext context, DurableRequests handler) => handler.GetAsync(device, id, context))
            .Describe("GetRequest", "Devices", "Tells how a request stands that nobody waits for.").Produces<DurableRequestBody>().Problems(400, 404, 503);
        app.MapDelete("/devices/{device}/requests/{id}",
                (string device, string id, HttpContext context, DurableRequests handler) => handler.CancelAsync(device, id, context))
            .Describe("CancelRequest", "Devices", "Cancels a request that has not been sent.").Problems(400, 404, 409, 503);
    }
}
