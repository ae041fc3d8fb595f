namespace Mosaic.Dashboard.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The stores of what programs send over OTLP.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<TelemetryStore>();
}
