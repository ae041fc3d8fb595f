using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Requests;

internal static class RequestsExtensions
{
    public static void AddRequests(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<RequestsOptions>(RequestsOptions.Section);
        builder.Services.AddSingleton<WaitingRequests>();
        builder.Services.AddSingleton<RequestSender>();
        builder.Services.AddSingleton<SendRequest>();
        builder.Services.AddHostedService<RepliesService>();
    }

    public static void MapRequests(this WebApplication app) =>
        app.MapPost("/devices/{device}/requests", (string device, HttpContext context, SendRequest handler) => handler.HandleAsync(device, context))
            .Describe("SendRequest", "Devices", "Sends a request to a device and waits for its confirmation; with Prefer: respond-async keeps it, and does not wait.")
            .AcceptsMessage<RequestBody>()
            .Produces<RequestConfirmed>()
            .Produces<DurableRequestBody>(StatusCodes.Status202Accepted)
            .Problems(409, 429, 503, 504);
}
