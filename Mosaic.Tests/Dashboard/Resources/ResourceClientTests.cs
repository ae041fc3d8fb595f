using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Mosaic.Dashboard.Resources;
using Mosaic.LocalHosting.Dashboard;
using Mosaic.Tests.LocalHosting;

namespace Mosaic.Tests.Dashboard.Resources;

public sealed class ResourceClientTests
{
    [Fact]
    public async Task Resources_OfARunningApplication_AreSeenAsTheyAre()
    {
        var builder = DashboardApplication.CreateBuilder("--Parameters:key=s3cret-value", "--Parameters:name=plain");
        var key = builder.AddParameter("key", secret: true);
        var name = builder.AddParameter("name");
        var first = builder.AddEcho("first");
        builder.AddEcho("second").WithReference(first).WaitFor(first).WithReplicas(2)
            .WithEnvironment("NAME", name).WithEnvironment("INSIDE", $"begin {key} end").WithEnvironment("SOME_API_KEY", "x")
            .WithEnvironment("BROKER", "amqp://user:word@localhost").WithEnvironment("PLAIN", "http://localhost");
        var (app, client) = await StartAsync(builder);
        await using var owned = app;
        using var watching = client;
        await app.HealthyAsync("second");
        await Eventually.True(() => client.Resources.Count(r => r.Health == HealthStatus.Healthy) == 5, TestApplication.Patience);

        Assert.Equal(["key", "name", "first", "second-0", "second-1"], client.Resources.Select(r => r.Name));
        Assert.Equal("Mosaic.AppHost", client.ApplicationName);
        var second = client.Resources[3];
        Assert.Equal(("second", "second", "Project", "Running", "success"), (second.DisplayName, second.ReplicaOf, second.Type, second.State, second.StateStyle));
        Assert.Equal(["first", "name", "key"], second.References);
        Assert.Equal(["GET /health"], second.HealthReports.Select(r => r.Name));
        Assert.True(Assert.Single(second.Endpoints).IsLink);
        Assert.Equal(app.Pid("second-0").ToString(), second.Properties.Single(p => p.Name == "executable.pid").Value);
        Assert.Equal(
            [("BROKER", true), ("INSIDE", true), ("NAME", false), ("PLAIN", false), ("SOME_API_KEY", true)],
            second.Environment.Where(v => v.Name is "BROKER" or "INSIDE" or "NAME" or "PLAIN" or "SOME_API_KEY").Select(v => (v.Name, v.IsSecret)));
        Assert.True(second.Environment.Single(v => v.Name == "OTEL_EXPORTER_OTLP_HEADERS").IsSecret);
        Assert.Equal([("s3cret-value", true), ("plain", false)], client.Resources.Take(2).Select(r => r.Properties.Single(p => p.Name == "Value")).Select(p => (p.Value, p.IsSecret)));
    }

    [Fact]
    public async Task Commands_OfAResource_AreCarriedOutAndSeen()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddEcho();
        var (app, client) = await StartAsync(builder);
        await using var owned = app;
        using var watching = client;
        await app.HealthyAsync("echo");

        Assert.Equal(new CommandOutcome(true, null), await client.ExecuteAsync("echo", "stop", default));
        await Eventually.True(() => Echo() is { State: "Exited", StoppedAt: not null }, TestApplication.Patience);
        Assert.Equal([("start", true), ("stop", false), ("restart", false)], Echo().Commands.Select(c => (c.Name, c.IsEnabled)));

        Assert.True((await client.ExecuteAsync("echo", "start", default)).Succeeded);
        await Eventually.True(() => Echo() is { Health: HealthStatus.Healthy, StoppedAt: null }, TestApplication.Patience);
        Assert.Equal([("start", false), ("stop", true), ("restart", true)], Echo().Commands.Select(c => (c.Name, c.IsEnabled)));
        Assert.Contains("nobody", (await client.ExecuteAsync("nobody", "stop", default)).Error, StringComparison.Ordinal);

        ResourceView Echo() => client.Resources.Single(r => r.Name == "echo");
    }

    [Fact]
    public async Task Logs_OfAResource_ComeFromTheBeginningAndFollow()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddExecutable("talker", "/bin/sh", "/", "-c", "echo one; echo two >&2; while :; do sleep 0.05; echo more; done");
        var (app, client) = await StartAsync(builder);
        await using var owned = app;
        using var watching = client;
        using var patience = new CancellationTokenSource(TestApplication.Patience);
        await app.WhenAsync("talker", e => e.Snapshot.State?.Text == KnownResourceStates.Running);

        var lines = new List<ConsoleLine>();
        await foreach (var line in client.WatchLogsAsync("talker", patience.Token))
        {
            lines.Add(line);
            if (lines.Count == 5)
                break;
        }

        Assert.Equal([1, 2, 3, 4, 5], lines.Select(l => l.Number));
        // The two streams have no order between them.
        Assert.Contains(lines, l => l is { Text: "one", IsError: false });
        Assert.Contains(lines, l => l is { Text: "two", IsError: true });
    }

    [Fact]
    public async Task Client_WithAWrongKey_SeesNothingAndSaysWhy()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddEcho().WithExplicitStart();
        var (app, service) = await builder.StartedWithoutPagesAsync();
        await using var owned = app;
        using var client = Client(service, "wrong");
        await client.StartAsync(default);

        await Eventually.True(() => client.Problem is not null, TestApplication.Patience);

        Assert.Contains("x-resource-service-api-key", client.Problem, StringComparison.Ordinal);
        Assert.Empty(client.Resources);
        Assert.False((await client.ExecuteAsync("echo", "start", default)).Succeeded);
        await client.StopAsync(default);
    }

    [Fact]
    public async Task Client_WhoseConnectionBreaks_SaysSoAndComesBack()
    {
        var builder = DashboardApplication.CreateBuilder();
        builder.AddEcho().WithExplicitStart();
        var (app, service) = await builder.StartedWithoutPagesAsync();
        await using var owned = app;
        await using var way = new TcpWay(service.Port);
        using var client = Client(new Uri($"http://127.0.0.1:{way.Port}"), app.Services.GetRequiredService<DashboardSettings>().ResourceServiceKey);
        var changes = 0;
        using var subscription = client.OnChange(() => Interlocked.Increment(ref changes));
        await client.StartAsync(default);
        await Eventually.True(() => client.Resources.Count == 1, TestApplication.Patience);

        way.Break();
        await Eventually.True(() => client.Problem is not null, TestApplication.Patience);
        Assert.Single(client.Resources);
        way.Mend();

        await Eventually.True(() => client.Problem is null, TestApplication.Patience);
        Assert.True(Volatile.Read(ref changes) >= 3);
        await client.StopAsync(default);
    }

    [Fact]
    public async Task Client_WithoutAnEngine_IsNotConfigured()
    {
        using var services = new ServiceCollection().AddLogging().AddResources(new ConfigurationBuilder().Build()).BuildServiceProvider();
        var client = services.GetRequiredService<ResourceClient>();

        Assert.False(client.IsConfigured);
        Assert.Empty(client.Resources);
        Assert.False((await client.ExecuteAsync("echo", "start", default)).Succeeded);
        await foreach (var _ in client.WatchLogsAsync("echo", default))
            Assert.Fail("There is nobody to tell a line.");
    }

    private static async Task<(DistributedApplication App, ResourceClient Client)> StartAsync(IDistributedApplicationBuilder builder)
    {
        var (app, service) = await builder.StartedWithoutPagesAsync();
        var client = Client(service, app.Services.GetRequiredService<DashboardSettings>().ResourceServiceKey);
        await client.StartAsync(default);
        return (app, client);
    }

    private static ResourceClient Client(Uri service, string key) => new(
        Options.Create(new ResourceServiceOptions { Address = service, ApiKey = key }), TimeProvider.System, NullLogger<ResourceClient>.Instance);
}
