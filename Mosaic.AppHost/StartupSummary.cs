using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mosaic.ServiceDefaults.Logging;

namespace Mosaic.AppHost;

/// <summary>
/// Tells on the console what otherwise only the dashboard shows: once all resources are healthy, the links that have a name; and each resource
/// that failed.
/// </summary>
internal sealed partial class StartupSummary(
    DistributedApplicationModel model, ResourceNotificationService notifications, IConfiguration configuration, IHostApplicationLifetime lifetime,
    ILogger<StartupSummary> logger) : BackgroundService, IHostedLifecycleService
{
    // Aspire's hosted service returns from its start only when all resources have started; this one must see them start, or fail to.
    public Task StartingAsync(CancellationToken cancellationToken) => base.StartAsync(cancellationToken);

    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SummarizeAsync(stoppingToken), ReportFailuresAsync(stoppingToken));

    private async Task SummarizeAsync(CancellationToken cancellationToken)
    {
        var resources = model.Resources.Where(IsStartedWithTheApplication).Select(resource => resource.Name).ToList();
        foreach (var resource in resources)
        {
            await notifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
        }

        var links = resources.SelectMany(LinksOf).ToList();
        if (model.DashboardAddress() is { } dashboard)
        {
            links.Add(("Aspire dashboard", $"{dashboard}/login?t={configuration["AppHost:BrowserToken"]}"));
        }

        var width = links.Max(link => link.Name.Length);
        var table = new StringBuilder();
        foreach (var (name, address) in links)
        {
            table.AppendLine().Append("  ").Append(name.PadRight(width + 2)).Append(address);
        }

        LogHealthy(table.ToString());
    }

    private static bool IsStartedWithTheApplication(IResource resource) =>
        resource is IResourceWithEndpoints and not { Name: DashboardExtensions.Dashboard } && !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private IEnumerable<(string Name, string Address)> LinksOf(string resource) =>
        notifications.TryGetCurrentState(resource, out var state)
            ? state.Snapshot.Urls.Where(url => url.DisplayProperties.DisplayName.Length > 0).Select(url => (url.DisplayProperties.DisplayName, url.Url))
            : [];

    private async Task ReportFailuresAsync(CancellationToken cancellationToken)
    {
        var failed = new HashSet<string>();
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (!IsFailure(change.Snapshot))
            {
                failed.Remove(change.ResourceId);
            }
            else if (failed.Add(change.ResourceId) && !lifetime.ApplicationStopping.IsCancellationRequested)
            {
                LogFailed(change.ResourceId, ControlCharacters.Escape(change.Snapshot.State!.Text), ExitCode(change.Snapshot), $"{model.DashboardAddress()}/consolelogs/resource/{change.Resource.Name}");
            }
        }
    }

    private static bool IsFailure(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart || (snapshot.State?.Text == KnownResourceStates.Exited && snapshot.ExitCode is not (null or 0));

    private static string ExitCode(CustomResourceSnapshot snapshot) => snapshot.ExitCode is { } code ? $" with exit code {code}" : "";

    [LoggerMessage(1, LogLevel.Information, "All resources are healthy. Press Ctrl+C to stop.{Links}")]
    private partial void LogHealthy(string links);

    [LoggerMessage(2, LogLevel.Error, "{Resource}: {State}{ExitCode}. Its output: {Address}")]
    private partial void LogFailed(string resource, string state, string exitCode, string address);
}
