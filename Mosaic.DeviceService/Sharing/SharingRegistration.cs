using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Sharing;

internal static class SharingRegistration
{
    /// <summary>Adds the sharing of the partitions among the instances.</summary>
    internal static void AddSharing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<SharingOptions>(SharingOptions.Section);
        builder.Services.AddSingleton<LiveInstances>();
        builder.Services.AddHostedService<SharingService>();
    }
}
