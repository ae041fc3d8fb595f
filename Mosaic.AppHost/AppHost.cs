using Microsoft.Extensions.Configuration;
using Mosaic.RabbitMQHosting;

var builder = DistributedApplication.CreateBuilder(args);
var replicas = builder.Configuration.GetValue("Replicas", 1);

// A RabbitMQ that is there already, a cluster for instance, where ConnectionStrings:messaging names it; else one of the application's own.
var messaging = string.IsNullOrEmpty(builder.Configuration.GetConnectionString("messaging"))
    ? builder.AddRabbitMQ("messaging", builder.AddParameter("rabbitmq-username", "mosaic"), Secret("rabbitmq-password"))
        .WithManagementPlugin().WithDataVolume().RunAsLocalServer()
    : builder.AddConnectionString("messaging");

var hiveApiKey = Secret("hive-api-key");
var webhookSecret = Secret("webhook-secret");

var hive = builder.AddProject<Projects.Mosaic_HiveBackendStub>("hive-backend")
    .WithEnvironment("Hive__ApiKey", hiveApiKey).WithEnvironment("Hive__WebhookSecret", webhookSecret)
    .WithHttpHealthCheck("/health");

var devices = builder.AddProject<Projects.Mosaic_DeviceService>("device-service")
    .WithReference(messaging).WaitFor(messaging).WithReference(hive)
    .WithEnvironment("Hive__ApiKey", hiveApiKey).WithEnvironment("Hive__WebhookSecret", webhookSecret)
    .WithHttpHealthCheck("/health").WithReplicas(replicas);

// Deployed, the stub has no address outside, so that others than this machine are the application's own services.
if (builder.ExecutionContext.IsPublishMode)
    hive.WithEnvironment("Stub__AllowRemote", "true");

// The backend answers devices and calls the Device Service: the two refer to each other, so neither waits for the other.
hive.WithReference(devices);

var sockets = builder.AddProject<Projects.Mosaic_WebSocketService>("websocket-service")
    .WithReference(messaging).WaitFor(messaging)
    .WithEnvironment("Authentication__JwksUrl", $"{hive.GetEndpoint("http")}/.well-known/jwks.json")
    .WithExternalHttpEndpoints().WithHttpHealthCheck("/health").WithReplicas(replicas);

// The console links to the dashboard, and its pages can be a device: what a browser opens from a page of another address must be allowed.
if (builder.ExecutionContext.IsRunMode)
{
    hive.WithEnvironment("Console__DashboardUrl", builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0])
        .WithEnvironment("Console__WebSocketUrl", sockets.GetEndpoint("http"));
    sockets.WithEnvironment("Connections__AllowedOrigins__0", hive.GetEndpoint("http"));
}

if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue("Simulator", true))
    builder.AddProject<Projects.Mosaic_DeviceSimulator>("device-simulator")
        .WithReference(sockets).WithReference(hive)
        .WaitFor(sockets).WaitFor(devices).WaitFor(hive);

builder.Build().Run();

// Made up once and kept in the user's secrets, so that nobody is asked. Letters and digits only, for it becomes part of an address.
IResourceBuilder<ParameterResource> Secret(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
