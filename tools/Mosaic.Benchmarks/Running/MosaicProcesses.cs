using Aspire.Hosting.Testing;
using Mosaic.Benchmarks.Load;

namespace Mosaic.Benchmarks.Running;

/// <summary>One process of each service, with the defaults of a production environment but for what a measure sets.</summary>
internal sealed class MosaicProcesses : IAsyncDisposable
{
    private const string WebSocketServiceName = "websocket-service";
    private const string DeviceServiceName = "device-service";

    private readonly DistributedApplication _application;

    private MosaicProcesses(DistributedApplication application)
    {
        _application = application;
        WebSocketService = application.GetEndpoint(WebSocketServiceName, "http");
        DeviceService = application.GetEndpoint(DeviceServiceName, "http");
    }

    public const string ApiKey = "benchmark-api-key";

    public Uri WebSocketService { get; }

    public Uri DeviceService { get; }

    public ProcessUnderTest WebSocketServiceProcess => new(_application, WebSocketServiceName);

    public ProcessUnderTest DeviceServiceProcess => new(_application, DeviceServiceName);

    /// <param name="broker">The address of RabbitMQ.</param>
    /// <param name="backend">What plays the Hive Backend.</param>
    /// <param name="settings">Further environment variables of the Device Service.</param>
    /// <param name="telemetry">Where both send their telemetry; null for a system that has none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<MosaicProcesses> StartAsync(
        string broker, Uri backend, IReadOnlyDictionary<string, string> settings, Uri? telemetry, CancellationToken cancellationToken)
    {
        var builder = LocalApplication.CreateBuilder($"--ConnectionStrings:messaging={broker}");
        var messaging = builder.AddConnectionString("messaging");
        var devices = builder.AddProject<Projects.Mosaic_DeviceService>(DeviceServiceName, project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint().WithHttpHealthCheck("/health").WithReference(messaging)
            .WithEnvironment("Hive__BaseAddress", backend.ToString())
            .WithEnvironment("Hive__ApiKey", ApiKey)
            .WithEnvironment("Hive__WebhookSecret", "benchmark-webhook-secret");
        foreach (var (name, value) in settings) devices.WithEnvironment(name, value);
        var webSockets = builder.AddProject<Projects.Mosaic_WebSocketService>(WebSocketServiceName, project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint().WithHttpHealthCheck("/health").WithReference(messaging)
            .WithEnvironment("Authentication__Jwks", DeviceTokens.KeySet);
        if (telemetry is not null)
        {
            foreach (var service in new[] { devices, webSockets })
                service.WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.ToString()).WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }

        return new MosaicProcesses(await LocalApplication.StartAsync(builder, cancellationToken));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
