using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.AppHost.Manifest;

/// <summary>The manifest of the AppHost, which azd reads, against the one that is kept, expected-manifest.json.</summary>
public sealed class AppHostManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic-manifest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AppHost_Published_IsAsExpected() =>
        Manifest.AssertEqual(await Manifest.KeptAsync("expected-manifest.json", _folder), await PublishedAsync());

    [Fact]
    public async Task AppHost_PublishedWithABrokerOfOnesOwn_HasNoContainer()
    {
        var resources = (await PublishedAsync("--ConnectionStrings:messaging=amqps://somewhere"))["resources"]!.AsObject();

        Assert.Equal(
            ["messaging", "hive-api-key", "webhook-secret", "hive-backend", "device-service", "websocket-service"],
            resources.Select(r => r.Key));
        var expected = JsonNode.Parse("""
            {
              "type": "parameter.v0",
              "connectionString": "{messaging.value}",
              "value": "{messaging.inputs.value}",
              "inputs": { "value": { "type": "string", "secret": true } }
            }
            """)!;
        Manifest.AssertEqual(expected, resources["messaging"]!);
        foreach (var service in new[] { "device-service", "websocket-service" })
        {
            var environment = resources[service]!["env"]!.AsObject();
            Assert.Equal("{messaging.connectionString}", (string?)environment["ConnectionStrings__messaging"]);
            Assert.DoesNotContain(environment, v => v.Key.StartsWith("MESSAGING_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task AppHost_PublishedWithReplicasAndParameters_IsTheSame() => Manifest.AssertEqual(
        await PublishedAsync(),
        await PublishedAsync("--Replicas=3", "--Parameters:rabbitmq-password=secret", "--Parameters:hive-api-key=key"));

    private async Task<JsonNode> PublishedAsync(params string[] arguments)
    {
        var file = Path.Combine(_folder, "manifest.json");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(
            ["--publisher", "manifest", "--output-path", file, .. arguments]);
        return await Manifest.PublishedAsync(await builder.BuildAsync(), file);
    }
}
