using Mosaic.HiveBackendStub.Devices;

namespace Mosaic.HiveBackendStub.Deliveries;

internal static class DeliveriesRegistration
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
        app.MapGet("/stats", (MessageStore store, DeliveryCounters counters, DeviceRegistry devices) =>
            TypedResults.Ok(Stats(store.Counts, counters, devices.Count)));
    }

    private static StatsAnswer Stats(MessageStoreCounts counts, DeliveryCounters counters, int devices) => new(
        counts.Unique + counts.Duplicates,
        counts.Unique,
        counts.Duplicates,
        counters.SignatureFailures,
        counters.Invalid,
        counters.FailedByFault,
        counts.LastSequence,
        counts.Kept,
        counts.KeptBytes,
        devices);
}
