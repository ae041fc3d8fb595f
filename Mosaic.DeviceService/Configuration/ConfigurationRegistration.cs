using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Configuration;

internal static class ConfigurationRegistration
{
    /// <summary>Adds the options that several steps share, checked when the service starts.</summary>
    internal static void AddHive(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<HiveOptions>(HiveOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<HiveOptions>, HiveOptionsValidator>();
        builder.Services.AddSettings<LimitsOptions>(LimitsOptions.Section);
    }
}
