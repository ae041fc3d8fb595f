using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Configuration;

internal static class ConfigurationRegistration
{
    /// <summary>Adds the options that several steps share, checked when the service starts.</summary>
    internal static void AddHive(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HiveOptions>().BindConfiguration(HiveOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<HiveOptions>, HiveOptionsValidator>();
        builder.Services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
    }
}
