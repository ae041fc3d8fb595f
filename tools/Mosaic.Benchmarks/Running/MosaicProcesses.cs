using System.Reflection;
using Mosaic.Benchmarks.Load;

namespace Mosaic.Benchmarks.Running;

/// <summary>One process of each service, with the defaults of a production environment but for what a measure sets.</summary>
internal sealed class MosaicProcesses : IAsyncDisposable
{
    private const string WebSocketServiceName = "websocket-service";
    private const string DeviceServiceName = "device-service";

    private readonly DistributedApplication _application;

    private MosaicProcesses(DistributedApplication application, Uri webSocketService, Uri deviceService)
    {
        _application = application;
        WebSocketService = webSocketService;
        DeviceService = deviceService;
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
        var devices = AddService(builder, new Projects.Mosaic_DeviceService(), DeviceServiceName, messaging)
            .WithEnvironment("Hive__BaseAddress", backend.ToString())
            .WithEnvironment("Hive__ApiKey", ApiKey)
            .WithEnvironment("Hive__WebhookSecret", "benchmark-webhook-secret");
        foreach (var (name, value) in settings)
        {
            devices.WithEnvironment(name, value);
        }

        var webSockets = AddService(builder, new Projects.Mosaic_WebSocketService(), WebSocketServiceName, messaging)
            .WithEnvironment("Authentication__Jwks", DeviceTokens.KeySet);
        if (telemetry is not null)
        {
            foreach (var service in new[] { devices, webSockets })
            {
                service.WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.ToString()).WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
            }
        }

        var application = await LocalApplication.StartAsync(builder, cancellationToken);
        return new MosaicProcesses(application, new Uri(webSockets.GetEndpoint("http").Url), new Uri(devices.GetEndpoint("http").Url));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    // The program itself: a project resource would be `dotnet run` with the service below it, in every figure.
    private static IResourceBuilder<ExecutableResource> AddService(
        IDistributedApplicationBuilder builder, IProjectMetadata project, string name, IResourceBuilder<IResourceWithConnectionString> messaging)
    {
        var folder = Path.GetDirectoryName(project.ProjectPath)!;
        var configuration = typeof(MosaicProcesses).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(folder, "bin", configuration, "net10.0", Path.GetFileNameWithoutExtension(project.ProjectPath));
        var service = builder.AddExecutable(name, program, folder).WithHttpEndpoint(isProxied: false).WithHttpHealthCheck("/health").WithReference(messaging);
        return service.WithEnvironment("ASPNETCORE_URLS", service.GetEndpoint("http"));
    }
}
