using Aspire.Hosting;

namespace Mosaic.Tests.LocalHosting.Publishing;

/// <summary>What Aspire 13 wrote for the program below is kept in sample-manifest.json.</summary>
public sealed class SampleManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic-manifest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--publisher", "manifest")]
    [InlineData("--operation", "publish", "--step", "publish-manifest")]
    public async Task Sample_Published_IsWhatAspireWrites(params string[] arguments)
    {
        var file = Path.Combine(_folder, "manifest.json");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = "Mosaic.AppHost",
            Args = [.. arguments, "--output-path", file],
        });
        var user = builder.AddParameter("rabbitmq-username", "mosaic");
        var password = builder.AddParameter("rabbitmq-password", secret: true);
        var messaging = builder.AddRabbitMQ("messaging", user, password).WithManagementPlugin().WithDataVolume();
        var hive = builder.AddProject<Projects.Mosaic_HiveBackendStub>("hive-backend").WithHttpHealthCheck("/health");
        var devices = builder.AddProject<Projects.Mosaic_DeviceService>("device-service")
            .WithReference(messaging).WaitFor(messaging).WithReference(hive).WithHttpHealthCheck("/health");
        builder.AddProject<Projects.Mosaic_WebSocketService>("websocket-service")
            .WithReference(messaging).WaitFor(messaging).WithExternalHttpEndpoints().WithHttpHealthCheck("/health").WithReplicas(2);
        hive.WithReference(devices);

        var written = await Manifest.PublishedAsync(builder.Build(), file);

        Manifest.AssertEqual(await Manifest.KeptAsync("sample-manifest.json", _folder), written);
    }
}
