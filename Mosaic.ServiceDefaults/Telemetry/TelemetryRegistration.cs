using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.ServiceDefaults.Health;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Mosaic.ServiceDefaults.Telemetry;

internal static class TelemetryRegistration
{
    // The name every ActivitySource and Meter of Mosaic's own starts with.
    private const string OwnInstruments = "Mosaic.*";

    // https://opentelemetry.io/docs/specs/otel/protocol/exporter/
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Spans and figures that go nowhere would still be made, for every message.
        if (string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OwnInstruments)
                .AddView(DurationBuckets.Of))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options =>
                    options.Filter = context => !HealthEndpoints.Serve(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddSource(OwnInstruments))
            .UseOtlpExporter();
    }
}
