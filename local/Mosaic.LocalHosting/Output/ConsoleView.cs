using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Dashboard;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Output;

/// <summary>Shows each change of state on the console and, once all is healthy, where everything is.</summary>
internal sealed class ConsoleView(
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    LocalOrchestrator orchestrator,
    TimeProvider time,
    IOptions<LocalHostingOptions> options) : BackgroundService
{
    private const string Healthy = "Healthy";
    private const string Unhealthy = "Unhealthy";

    private readonly Dictionary<string, string> _shown = [];
    private bool _tableShown;
    private bool _loginShown;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Logs)
            logs.LineWritten += ShowLine;
        return options.Value.Console ? base.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        logs.LineWritten -= ShowLine;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
                Show(change);
        }
        catch (OperationCanceledException)
        {
            // The application has stopped.
        }
    }

    private void Show(ResourceEvent change)
    {
        if (!change.Resource.IsProcess())
            return;
        var shown = _shown.GetValueOrDefault(change.ResourceId);
        var state = StateOf(change.Snapshot, shown);
        if (shown == state)
            return;
        _shown[change.ResourceId] = state;
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        Console.WriteLine($"{now}  {change.ResourceId,-22} {state}");
        ShowDashboard(change);
        var all = orchestrator.Runners.SelectMany(r => r.Replicas).Select(r => r.Id).ToList();
        if (_tableShown || !all.TrueForAll(id => _shown.GetValueOrDefault(id) is Healthy or "Finished" or "NotStarted"))
            return;
        _tableShown = true;
        Console.Write(EndpointTable.Render(orchestrator.Runners.Select(r => r.Resource), orchestrator.Dashboard));
    }

    private void ShowDashboard(ResourceEvent change)
    {
        if (change.Resource is not DashboardResource dashboard)
            return;
        // Nobody is stopped by it, so nobody else tells why it is not there.
        if (change.Snapshot.FailureReason is { } reason)
            Console.Error.WriteLine($"The dashboard did not start; everything else goes on without it. {reason}");
        if (_loginShown || change.Snapshot.HealthStatus != HealthStatus.Healthy)
            return;
        _loginShown = true;
        Console.WriteLine($"Login to the dashboard at {dashboard.Settings.LoginUrl}");
    }

    private static string StateOf(CustomResourceSnapshot snapshot, string? shown) => snapshot switch
    {
        { HealthStatus: HealthStatus.Healthy } => Healthy,
        { HealthStatus: not null } when shown is Healthy or Unhealthy => Unhealthy,
        { State.Text: "Restarting", ExitCode: { } code } => $"Restarting, it ended with exit code {code}",
        { State.Text: var text, ExitCode: { } code } => $"{text}, exit code {code}",
        { State.Text: var text } => text,
        _ => "Unknown",
    };

    private static void ShowLine(string resourceId, LogLine line) => Console.WriteLine($"[{resourceId}] {line.Content}");
}
