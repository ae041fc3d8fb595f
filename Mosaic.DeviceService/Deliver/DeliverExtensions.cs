using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Deliver;

internal static class DeliverExtensions
{
    /// <summary>Adds the way from RabbitMQ to the Hive Backend.</summary>
    public static void AddDeliver(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<DeliveryOptions>(DeliveryOptions.Section);
        services.AddSingleton<IValidateOptions<HiveOptions>, HiveOptionsValidator>();
        services.AddSingleton<WebhookSigner>();
        services.AddSingleton<DeliveryLanes>();
        services.AddSingleton<HiveGate>();
        services.AddSingleton<FlowControl>();
        services.AddHostedService(provider => provider.GetRequiredService<FlowControl>());
        services.AddSingleton<TrialMemory>();
        services.AddSingleton<HiveAddress>();
        services.AddSingleton<IHivePoster, HivePoster>();
        services.AddSingleton<DeliveryWorker>();
        services.AddSingleton<DeliveryService>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryService>());
    }
}
