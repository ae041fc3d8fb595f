namespace Mosaic.Dashboard.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The stores of what programs send over OTLP.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryLimits>()
            .BindConfiguration(TelemetryLimits.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TelemetryStore>();
    }
}
