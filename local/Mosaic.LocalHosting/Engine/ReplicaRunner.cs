using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.LocalHosting.Engine;

/// <summary>One process of a resource: starts it, watches its health, starts it again when it dies, stops it.</summary>
internal sealed class ReplicaRunner(
    IResource resource,
    int index,
    IResourceLauncher launcher,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    Watchdog watchdog,
    TimeProvider time,
    LocalHostingOptions options) : IDisposable
{
    private static readonly TimeSpan EagerProbing = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CalmProbing = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);
    private const int TailLines = 20;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private TimeSpan _stopTimeout;

    /// <summary>Raised after each change of <see cref="IsRunning"/> and <see cref="IsHealthy"/>.</summary>
    public event Action? Changed;

    public string Id { get; } = resource.ReplicaId(index);

    public int Index { get; } = index;

    public bool IsRunning { get; private set; }

    public bool IsHealthy { get; private set; }

    /// <summary>Starts the process unless it runs; returns when it runs or has failed to.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_running.IsCompleted)
                return;
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var stopping = _stop.Token;
            _running = Task.Run(() => RunAsync(underWay, stopping), CancellationToken.None);
            await Task.WhenAny(underWay.Task, _running).WaitAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops the process and leaves it stopped.</summary>
    /// <param name="timeout">How long it may take to end before it is killed.</param>
    public async Task StopAsync(TimeSpan timeout)
    {
        await _gate.WaitAsync();
        try
        {
            _stopTimeout = timeout;
            if (_stop is not null)
                await _stop.CancelAsync();
            await _running;
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => notifications.PublishUpdateAsync(resource, Id, before =>
    {
        var after = change(before);
        return after with { Commands = CommandStates.Of(after.State?.Text) };
    });

    /// <summary>Publishes that the resource did not come up, with its last lines.</summary>
    public Task PublishFailureAsync(string reason, int? exitCode = null) => PublishAsync(s => s with
    {
        State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        ExitCode = exitCode,
        StopTimeStamp = Now(),
        FailureReason = reason,
    });

    public void Dispose()
    {
        _stop?.Dispose();
        _gate.Dispose();
    }

    private async Task RunAsync(TaskCompletionSource underWay, CancellationToken stopping)
    {
        var delay = options.FirstRestartDelay;
        for (var wasHealthy = false; ;)
        {
            var attempt = await AttemptAsync(underWay, stopping);
            wasHealthy |= attempt.WasHealthy;
            if (attempt.WasHealthy)
                delay = options.FirstRestartDelay;
            if (stopping.IsCancellationRequested)
            {
                await PublishEndAsync(KnownResourceStates.Exited, attempt.ExitCode);
                return;
            }
            // What listens is never done; what only works through something is, once it says so.
            if (attempt.ExitCode == 0 && !resource.Endpoints().Any())
            {
                await PublishEndAsync(KnownResourceStates.Finished, 0);
                return;
            }
            if (!wasHealthy)
            {
                await PublishFailureAsync(attempt.Failure + LastLines(), attempt.ExitCode);
                return;
            }
            logs.Write(Id, $"{attempt.Failure} Starting again in {delay.TotalSeconds:0.#} s.", isError: true);
            await PublishAsync(s => s with { State = new(KnownResourceStates.Restarting, KnownResourceStateStyles.Warn), ExitCode = attempt.ExitCode, StopTimeStamp = Now(), HealthReports = [] });
            await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < options.LongestRestartDelay ? delay * 2 : options.LongestRestartDelay;
        }
    }

    /// <summary>One life of the process.</summary>
    private async Task<(int? ExitCode, bool WasHealthy, string Failure)> AttemptAsync(TaskCompletionSource underWay, CancellationToken stopping)
    {
        ChildProcess? process = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            stopping.ThrowIfCancellationRequested();
            await PublishAsync(s => s with { State = new(KnownResourceStates.Starting, KnownResourceStateStyles.Info), ExitCode = null, HealthReports = [], FailureReason = null });
            var spec = await launcher.PrepareAsync(Index, stopping);
            process = spec is null ? null : ChildProcess.Start(spec, watchdog, (line, isError) => logs.Write(Id, line, isError));
            await PublishRunningAsync(spec, process);
            IsRunning = true;
            Changed?.Invoke();
            underWay.TrySetResult();

            var health = MonitorAsync(ended.Token);
            var exited = process?.Exited ?? Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => 0, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await Task.WhenAny(exited, Task.Delay(Timeout.Infinite, stopping));
            await ended.CancelAsync();
            var wasHealthy = await health;
            var exitCode = await EndAsync(process, exited, stopping);
            return (exitCode, wasHealthy, $"The process ended with exit code {exitCode}.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, false, "It was stopped while it was being started.");
        }
        catch (Exception e)
        {
            // Whatever it is, the resource is not there, and says why.
            return (null, false, e.Message);
        }
        finally
        {
            process?.Dispose();
            IsRunning = IsHealthy = false;
            Changed?.Invoke();
        }
    }

    private async Task<int> EndAsync(ChildProcess? process, Task<int> exited, CancellationToken stopping)
    {
        if (process is null)
            return await exited;
        if (!stopping.IsCancellationRequested || exited.IsCompleted)
        {
            process.Sweep();
            await process.DrainAsync();
            return await exited;
        }
        IsRunning = false;
        Changed?.Invoke();
        await PublishAsync(s => s with { State = new(KnownResourceStates.Stopping, KnownResourceStateStyles.Info), HealthReports = [] });
        var (exitCode, killed) = await process.StopAsync(_stopTimeout);
        if (killed)
            logs.Write(Id, $"It did not end within {_stopTimeout.TotalSeconds:0.#} s and was killed.", isError: true);
        return exitCode;
    }

    private async Task PublishRunningAsync(LaunchSpec? spec, ChildProcess? process)
    {
        var properties = await ResourceProperties.OfAsync(resource, spec, process?.Id);
        await PublishAsync(s => s with
        {
            State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            Properties = properties,
            StartTimeStamp = Now(),
            StopTimeStamp = null,
            HealthReports = [.. launcher.Probes(Index).Select(p => new HealthReportSnapshot(p.Name, null, null, null))],
            EnvironmentVariables = [.. (spec?.Environment ?? new Dictionary<string, string?>()).Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, IsFromSpec: true))],
        });
    }

    /// <returns>Whether it ever was healthy.</returns>
    private async Task<bool> MonitorAsync(CancellationToken ended)
    {
        var probes = launcher.Probes(Index);
        var wasHealthy = probes.Count == 0;
        if (wasHealthy)
            SetHealthy(true);
        while (probes.Count > 0 && !ended.IsCancellationRequested)
        {
            var reports = await Task.WhenAll(probes.Select(p => AskAsync(p, ended)));
            if (ended.IsCancellationRequested)
                break;
            await PublishAsync(s => s.HealthReports.SequenceEqual(reports) ? s : s with { HealthReports = [.. reports] });
            SetHealthy(reports.All(r => r.Status == HealthStatus.Healthy));
            wasHealthy |= IsHealthy;
            await Task.Delay(IsHealthy ? CalmProbing : EagerProbing, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return wasHealthy;
    }

    private static async Task<HealthReportSnapshot> AskAsync(HealthProbe probe, CancellationToken ended)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ended);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            var wrong = await probe.AskAsync(timeout.Token);
            return new(probe.Name, wrong is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, wrong, null);
        }
        catch (OperationCanceledException)
        {
            return new(probe.Name, HealthStatus.Unhealthy, $"No answer within {ProbeTimeout.TotalSeconds:0} s.", null);
        }
        catch (Exception e)
        {
            return new(probe.Name, HealthStatus.Unhealthy, e.Message, e.ToString());
        }
    }

    private void SetHealthy(bool healthy)
    {
        if (IsHealthy == healthy)
            return;
        IsHealthy = healthy;
        Changed?.Invoke();
    }

    private Task PublishEndAsync(string state, int? exitCode) =>
        PublishAsync(s => s with { State = new(state, KnownResourceStateStyles.Info), ExitCode = exitCode, StopTimeStamp = Now(), HealthReports = [] });

    private string LastLines()
    {
        var lines = logs.Tail(Id, TailLines);
        return lines.Count == 0 ? "" : $" Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lines.Select(l => $"    {l.Content}"))}";
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
