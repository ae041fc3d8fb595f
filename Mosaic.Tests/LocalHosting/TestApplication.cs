using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Mosaic.Tests.LocalHosting;

internal static class TestApplication
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A builder as an AppHost has it, with free ports and nothing kept.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(params string[] args) => DistributedApplication.CreateBuilder(
    [
        "--DcpPublisher:RandomizePorts=true",
        "--LocalHosting:Fresh=true",
        "--LocalHosting:Console=false",
        "--LocalHosting:FirstRestartDelay=00:00:00.1",
        .. args,
    ]);

    public static IResourceBuilder<ProjectResource> AddEcho(this IDistributedApplicationBuilder builder, string name = "echo") =>
        builder.AddProject<EchoMetadata>(name).WithHttpHealthCheck("/health");

    public static async Task<DistributedApplication> StartedAsync(this IDistributedApplicationBuilder builder)
    {
        var app = builder.Build();
        using var patience = new CancellationTokenSource(Patience);
        await app.StartAsync(patience.Token);
        return app;
    }

    public static async Task<ResourceEvent> HealthyAsync(this DistributedApplication app, string resource)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
    }

    public static async Task<ResourceEvent> WhenAsync(this DistributedApplication app, string resource, Func<ResourceEvent, bool> predicate)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await app.ResourceNotifications.WaitForResourceAsync(resource, predicate, patience.Token);
    }

    public static int Pid(this ResourceEvent change) => (int)change.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    public static int Pid(this DistributedApplication app, string resourceId) =>
        app.ResourceNotifications.TryGetCurrentState(resourceId, out var state) ? state.Pid() : throw new InvalidOperationException($"No state of {resourceId}.");

    public static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
}
