using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Mosaic.Settings;

namespace Mosaic.LocalHosting.Engine;

/// <summary>A run of the AppHost as a program: from the start to the exit code.</summary>
internal sealed class ApplicationRun(
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    LocalOrchestrator orchestrator,
    TimeProvider time)
{
    /// <returns>The exit code: 0 after Ctrl-C or SIGTERM, or once the manifest is written; 1 when it could not start or be written.</returns>
    public async Task<int> RunAsync(IHost host, CancellationToken cancellationToken)
    {
        var failure = executionContext.IsPublishMode
            ? await FailureToPublishAsync(host, cancellationToken)
            : await FailureOfAsync(host, cancellationToken);
        if (failure is null)
            return 0;
        // Last, where it is seen.
        await Console.Error.WriteLineAsync(failure);
        return 1;
    }

    private static async Task<string?> FailureToPublishAsync(IHost host, CancellationToken cancellationToken)
    {
        try
        {
            host.CheckSettings();
            await host.StartAsync(cancellationToken);
            return null;
        }
        catch (DistributedApplicationException e)
        {
            return e.Message;
        }
        catch (Exception e) when (SettingsRefusal.FailuresOf(e) is { Count: > 0 } failures)
        {
            return string.Join(Environment.NewLine, failures);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <returns>Why it could not start; null after a run.</returns>
    private async Task<string?> FailureOfAsync(IHost host, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await using var parent = ParentWatch.Start(time, lifetime.StopApplication);
        try
        {
            host.CheckSettings();
            await host.StartAsync(cancellationToken);
            var failed = await FirstFailureAsync(stopping.Token);
            return failed is null ? null : $"{failed.ResourceId} did not start. {failed.Snapshot.FailureReason}";
        }
        catch (DistributedApplicationException e)
        {
            return e.Message;
        }
        catch (Exception e) when (SettingsRefusal.FailuresOf(e) is { Count: > 0 } failures)
        {
            return string.Join(Environment.NewLine, failures);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The first resource that fails before all are healthy; null once the application is stopping.</summary>
    private async Task<ResourceEvent?> FirstFailureAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping))
            {
                if (change.Snapshot is { IsHidden: false, State.Text: nameof(KnownResourceStates.FailedToStart) })
                    return change;
                if (IsUp())
                    break;
            }
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C, SIGTERM or the caller.
        }
        return null;
    }

    /// <summary>Whether the start is over: what fails from here on is started again.</summary>
    private bool IsUp() => orchestrator.Runners.SelectMany(r => r.Replicas).All(r =>
        notifications.TryGetCurrentState(r.Id, out var state)
        && (state.Snapshot.HealthStatus == HealthStatus.Healthy || state.Snapshot.State?.Text == KnownResourceStates.Finished));
}
