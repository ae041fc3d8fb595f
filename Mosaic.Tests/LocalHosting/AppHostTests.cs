using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.LocalHosting;

public sealed class AppHostTests
{
    [Fact]
    public async Task AppHost_AsAProgram_DescribesTheSystem()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>();

        Assert.Equal(
            ["rabbitmq-username", "rabbitmq-password", "messaging", "hive-api-key", "webhook-secret", "hive-backend", "device-service", "websocket-service", "device-simulator"],
            builder.Resources.Select(r => r.Name));
        Assert.EndsWith("Mosaic.AppHost", builder.AppHostDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppHost_WithArguments_HeedsThem()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>(["--Replicas=2", "Simulator=false"]);

        Assert.DoesNotContain(builder.Resources, r => r.Name == "device-simulator");
        var replicated = builder.Resources.Where(r => r.Annotations.OfType<ReplicaAnnotation>().Any(a => a.Replicas == 2));
        Assert.Equal(["device-service", "websocket-service"], replicated.Select(r => r.Name));
    }

    [Fact]
    public async Task AppHost_Built_IsTheApplicationOfItsProgram()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Mosaic_AppHost>();
        await using var app = await builder.BuildAsync();

        Assert.Throws<InvalidOperationException>(() => app.GetEndpoint("websocket-service"));
        Assert.Throws<ArgumentException>(() => app.GetEndpoint("nobody"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await app.GetConnectionStringAsync("hive-backend"));
    }

    [Fact]
    public async Task TestingBuilder_OfAnAssemblyThatIsNoAppHost_Throws() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<DistributedApplicationException>());
}
