using Mosaic.DeviceService.Api;

namespace Mosaic.DeviceService.Send;

internal static class SendExtensions
{
    public static void AddSend(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<SendEvent>();

    public static void MapSend(this WebApplication app) =>
        app.MapPost("/devices/{device}/events", (string device, HttpContext context, SendEvent handler) => handler.HandleAsync(device, context))
            .Describe("SendEvent", "Devices", "Sends an event to a device, or keeps it for ttl seconds when it is away; it is not confirmed by the device.")
            .AcceptsMessage<EventBody>()
            .Produces<EventSent>(StatusCodes.Status202Accepted)
            .Problems(409, 429, 503);
}
