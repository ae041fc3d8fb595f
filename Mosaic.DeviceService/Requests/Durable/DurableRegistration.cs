using Mosaic.DeviceService.Dispatching;
using Mosaic.DeviceService.Documentation;
using Mosaic.DeviceService.Http;

namespace Mosaic.DeviceService.Requests.Durable;

internal static class DurableRegistration
{
    internal static void AddDurableRequests(this IServiceCollection services)
    {
        services.AddSingleton<RequestLedger>();
        services.AddSingleton<DispatchQueue>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Acceptor>();
        services.AddSingleton<DurableRequests>();
        services.AddSingleton<QueuedEvents>();
        services.AddSingleton<DurableConfirmations>();
        services.AddSingleton<DurableMetrics>();
        services.AddSingleton<DispatchMessage>();
        services.AddSingleton<IDispatcherWork, PendingSender>();
        services.AddSingleton<IDispatcherWork, RequestCloser>();
        services.AddHostedService<JournalService>();
    }

    internal static void MapDurableRequests(this WebApplication app)
    {
        app.MapRead("/devices/{device}/requests/{id}",
                (string device, string id, HttpContext context, DurableRequests handler) => handler.GetAsync(device, id, context))
            .Describe("GetRequest", "Devices", "Tells how a request stands that nobody waits for.").Produces<DurableRequestBody>().Problems(400, 404, 503);
        app.MapDelete("/devices/{device}/requests/{id}",
                (string device, string id, HttpContext context, DurableRequests handler) => handler.CancelAsync(device, id, context))
            .Describe("CancelRequest", "Devices", "Cancels a request that has not been sent.").Problems(400, 404, 409, 503);
    }
}
