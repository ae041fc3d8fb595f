using Microsoft.Extensions.Configuration;
using Mosaic.AppHost;
using Mosaic.ServiceDefaults.Settings;

return await SettingsProgram.RunAsync("apphost", async () =>
{
    var builder = DistributedApplication.CreateBuilder(args);
    builder.KeepKeys();
    StartupChecks.CheckSettings(builder.Configuration);
    var replicas = builder.Configuration.GetValue("Replicas", 1);

    // An existing RabbitMQ, such as a cluster, where ConnectionStrings:messaging names one; else one of the application's own.
    var messaging = string.IsNullOrEmpty(builder.Configuration.GetConnectionString("messaging"))
        ? builder.AddRabbitMQ("messaging", builder.AddParameter("rabbitmq-username", "mosaic"), Secret("rabbitmq-password"))
            .WithManagementPlugin().WithDataVolume().RunAsLocalServer().WithManagementLink()
        : builder.AddConnectionString("messaging");

    var hiveApiKey = Secret("hive-api-key");
    var webhookSecret = Secret("webhook-secret");

    var hive = builder.AddProject<Projects.Mosaic_HiveBackendStub>("hive-backend")
        .WithEnvironment("Hive__ApiKey", hiveApiKey).WithEnvironment("Hive__WebhookSecret", webhookSecret)
        .WithHttpHealthCheck("/health").WithoutHttpsCertificate()
        .WithLink("Hive console").WithIconName("BuildingFactory").WithFaultCommands();

    var devices = builder.AddProject<Projects.Mosaic_DeviceService>("device-service")
        .WithReference(messaging).WaitFor(messaging).WithReference(hive)
        .WithEnvironment("Hive__ApiKey", hiveApiKey).WithEnvironment("Hive__WebhookSecret", webhookSecret)
        .WithHttpHealthCheck("/health").WithReplicas(replicas).WithoutHttpsCertificate()
        .WithLink("Device Service API", "/scalar/").WithIconName("ArrowRouting");

    // Deployed, the stub has no address outside, so that its remote callers are the application's own services.
    if (builder.ExecutionContext.IsPublishMode)
    {
        hive.WithEnvironment("Stub__AllowRemote", "true");
    }

    // The backend answers devices and calls the Device Service: the two refer to each other, so neither waits for the other.
    hive.WithReference(devices);

    var sockets = builder.AddProject<Projects.Mosaic_WebSocketService>("websocket-service")
        .WithReference(messaging).WaitFor(messaging)
        .WithEnvironment("Authentication__JwksUrl", $"{hive.GetEndpoint("http")}/.well-known/jwks.json")
        .WithExternalHttpEndpoints().WithHttpHealthCheck("/health").WithReplicas(replicas).WithoutHttpsCertificate()
        .WithIconName("PlugConnected");

    if (builder.ExecutionContext.IsRunMode)
    {
        // The console links to the dashboard, and its browser device opens a WebSocket from another origin.
        hive.WithDashboardAddress("Console__DashboardUrl")
            .WithEnvironment("Console__WebSocketUrl", sockets.GetEndpoint("http"));
        sockets.WithEnvironment("Connections__AllowedOrigins__0", hive.GetEndpoint("http"));
        builder.AddStartupSummary();
    }

    if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Simulator", true))
    {
        builder.AddProject<Projects.Mosaic_DeviceSimulator>("device-simulator")
            .WithReference(sockets).WithReference(hive)
            .WaitFor(sockets).WaitFor(devices).WaitFor(hive)
            .WithHttpEndpoint().WithHttpHealthCheck("/health").WithoutHttpsCertificate()
            .WithIconName("PhoneDesktop").WithMoreDevicesCommand();
    }

    StartupChecks.CheckPorts(builder);
    await builder.Build().RunAsync();
    return Environment.ExitCode;

    // Generated once and kept in the user secrets, so that nobody is asked. Letters and digits only, since one is part of a URI.
    IResourceBuilder<ParameterResource> Secret(string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
});
