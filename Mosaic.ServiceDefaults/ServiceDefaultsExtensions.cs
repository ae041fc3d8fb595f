using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Mosaic.ServiceDefaults.Health;
using Mosaic.ServiceDefaults.Http;
using Mosaic.ServiceDefaults.Logging;
using Mosaic.ServiceDefaults.Settings;
using Mosaic.ServiceDefaults.Telemetry;

// Aspire's template puts its entry points here, so that no service needs a using for them.
namespace Microsoft.Extensions.Hosting;

/// <summary>What every Mosaic program has in common.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds telemetry (exported over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), console logging, health checks,
    /// service discovery, HTTP resilience and problem details.
    /// </summary>
    /// <exception cref="OptionsValidationException">A key that a framework reads has a bad value.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        FrameworkSettings.Check(builder.Configuration);
        builder.AddConsoleLogging();
        builder.AddTelemetry();
        builder.Services.AddLivenessCheck();
        builder.Services.AddDiscoveredHttpClients();
        builder.Services.AddProblemDetails();
        ListeningServer.AddTo(builder.Services);
        return builder;
    }
}
