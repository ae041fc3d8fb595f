using Mosaic.Settings;

namespace Mosaic.Dashboard.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The stores of what programs send over OTLP.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSharedSettings<TelemetryLimits>(TelemetryLimits.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TelemetryStore>();
    }
}
