using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Deliver;

internal static class DeliverRegistration
{
    /// <summary>Adds the way from RabbitMQ to the Hive Backend.</summary>
    internal static void AddDelivering(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<DeliveryOptions>(DeliveryOptions.Section);
        services.AddSingleton<WebhookSigner>();
        services.AddSingleton<DeliveryLanes>();
        services.AddSingleton<HiveGate>();
        services.AddSingleton<FlowControl>();
        services.AddHostedService(provider => provider.GetRequiredService<FlowControl>());
        services.AddSingleton<TrialMemory>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<HiveAddress>();
        services.AddSingleton<IHivePoster, HivePoster>();
        services.AddSingleton<DeliveryWorker>();
        services.AddSingleton<PartitionConsumers>();
        services.AddHostedService<DeliveryService>();
    }
}
