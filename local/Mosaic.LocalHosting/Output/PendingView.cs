using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.LocalHosting.Output;

/// <summary>When a start takes long, says what it waits for and why; once.</summary>
internal sealed class PendingView(
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    LocalOrchestrator orchestrator,
    TimeProvider time,
    IOptions<LocalHostingOptions> options) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The resources that are neither healthy nor finished, each with the reason; null when there is none.</summary>
    internal static string? Render(IEnumerable<ResourceEvent> states, Func<string, string?> lastLine)
    {
        var text = new StringBuilder();
        foreach (var state in states)
        {
            if (Reason(state) is not { } reason)
                continue;
            text.AppendLine().Append($"  {state.ResourceId,-22} {reason}");
            if (state.Snapshot.State?.Text != KnownResourceStates.Waiting && lastLine(state.ResourceId) is { } line)
                text.AppendLine().Append($"  {"",-22} its last line: {line}");
        }
        return text.Length == 0 ? null : $"Not everything is there after {Patience.TotalSeconds:0} s:{text}{Environment.NewLine}";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Patience, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested || !options.Value.Console)
            return;
        var ids = orchestrator.Runners.SelectMany(r => r.Replicas).Select(r => r.Id).ToHashSet();
        if (Render(notifications.Current().Where(state => ids.Contains(state.ResourceId)), id => logs.Tail(id, 1) is [var line] ? line.Content : null) is { } text)
            Console.WriteLine(text);
    }

    private static string? Reason(ResourceEvent state)
    {
        var (text, reports) = (state.Snapshot.State?.Text, state.Snapshot.HealthReports);
        if (text == KnownResourceStates.Waiting)
            return $"waits for {string.Join(", ", state.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name))}";
        if (text == KnownResourceStates.Running && state.Snapshot.HealthStatus != HealthStatus.Healthy)
            return string.Join(" ", reports.Where(report => report.Status != HealthStatus.Healthy).Select(report => report.Description ?? $"{report.Name} has not answered yet."));
        return text == KnownResourceStates.Starting ? "is starting" : null;
    }
}
