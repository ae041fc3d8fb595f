using Mosaic.HiveBackendStub.Devices;
using Mosaic.HiveBackendStub.Faults;

namespace Mosaic.HiveBackendStub.Deliveries;

internal static class DeliveriesExtensions
{
    internal static void AddDeliveries(this IServiceCollection services)
    {
        services.AddSingleton<WebhookVerifier>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<DeliveryCounters>();
        services.AddSingleton<DeliveryEndpoint>();
        services.AddSingleton<MessagesEndpoint>();
    }

    internal static void MapDeliveries(this WebApplication app)
    {
        // Resolved on the first call, when the options have been validated with a clear message.
        app.MapPost("/device-events", context =>
            context.RequestServices.GetRequiredService<DeliveryEndpoint>().HandleAsync(context));
        app.MapGet("/messages", context =>
            context.RequestServices.GetRequiredService<MessagesEndpoint>().HandleAsync(context));

        // Counted since the start: events, and deliveries that were refused with 401, with 400 or 415, and by a fault.
        app.MapGet("/stats", (MessageStore store, DeliveryCounters counters, FaultInjector faults, DeviceRegistry devices) =>
        {
            var counts = store.Counts;
            return TypedResults.Ok(new
            {
                received = counts.Unique + counts.Duplicates,
                unique = counts.Unique,
                duplicates = counts.Duplicates,
                signaturefailures = counters.SignatureFailures,
                invalid = counters.Invalid,
                failedbyfault = faults.Failed,
                lastsequence = counts.LastSequence,
                kept = counts.Kept,
                keptbytes = counts.KeptBytes,
                devices = devices.Count,
            });
        });
    }
}
