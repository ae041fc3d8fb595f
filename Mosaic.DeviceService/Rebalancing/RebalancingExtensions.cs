using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Rebalancing;

internal static class RebalancingExtensions
{
    /// <summary>Adds the spreading of the partitions over the instances.</summary>
    public static void AddRebalancing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<RebalancingOptions>(RebalancingOptions.Section);
        builder.Services.AddSingleton<Membership>();
        builder.Services.AddHostedService<RebalancingService>();
    }
}
