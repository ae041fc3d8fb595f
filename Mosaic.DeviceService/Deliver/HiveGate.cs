using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// Knows whether the whole Hive Backend is down: when posts for several devices in a row fail as they do then. Posts
/// wait here then, so that no more is taken from RabbitMQ than its prefetch, and one at a time goes through to see
/// whether it is back.
/// </summary>
internal sealed partial class HiveGate(IOptions<DeliveryOptions> options, TimeProvider time, ILogger<HiveGate> logger)
{
    private readonly DeliveryOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _failed = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _probing;
    private int _failures; // Of probes, since it went down.
    private TimeSpan? _askedFor;

    /// <summary>Whether the Hive Backend counts as down.</summary>
    internal bool IsDown { get; private set; }

    /// <summary>Waits until a post may be made.</summary>
    /// <returns>Whether the post is a probe. Either way <see cref="Report"/> or <see cref="Abandon"/> follows.</returns>
    internal async ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan delay;
            lock (_lock)
            {
                if (!IsDown) return false;
                changed = _probing ? _changed.Task : Task.CompletedTask;
                delay = _probing ? TimeSpan.Zero : TakeProbe();
            }

            if (delay > TimeSpan.Zero) return await DelayProbeAsync(delay, cancellationToken);
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells how a post ended.</summary>
    internal void Report(bool probe, Guid device, PostAnswer answer)
    {
        if (!probe && !IsDown && _failed.Count == 0 && !DeliveryRules.SuggestsDown(answer)) return;
        lock (_lock)
        {
            if (probe) EndProbe();
            if (!DeliveryRules.SuggestsDown(answer)) Answered();
            else if (IsDown) ProbeFailed(probe, answer);
            else if (_failed.Add(device) && _failed.Count >= _options.DownAfterDevices) GoDown(answer);
        }
    }

    /// <summary>No post was made.</summary>
    internal void Abandon(bool probe)
    {
        if (!probe) return;
        lock (_lock) EndProbe();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan TakeProbe()
    {
        _probing = true;
        var delay = Backoff.Delay(_failures + 1, _options.FirstRetryDelay, _options.LongestRetryDelay, 0.5 + (Random.Shared.NextDouble() / 2));
        return _askedFor is { } askedFor && askedFor > delay ? askedFor : delay;
    }

    private async Task<bool> DelayProbeAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, time, cancellationToken);
            return true;
        }
        catch
        {
            Abandon(probe: true);
            throw;
        }
    }

    private void EndProbe()
    {
        _probing = false;
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private void Answered()
    {
        _failed.Clear();
        _failures = 0;
        if (!IsDown) return;
        IsDown = false;
        _changed.TrySetResult();
        _changed = NewSignal();
        Log.Back(logger);
    }

    private void ProbeFailed(bool probe, PostAnswer answer)
    {
        if (probe) _failures++;
        _askedFor = answer.RetryAfter;
    }

    private void GoDown(PostAnswer answer)
    {
        IsDown = true;
        _askedFor = answer.RetryAfter;
        Log.Down(logger, _failed.Count, answer.Status, answer.Detail);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The Hive Backend is down: posts for {Devices} devices failed in a row, the last with status {Status} ({Detail}). Messages wait in RabbitMQ until it is back.")]
        public static partial void Down(ILogger logger, int devices, int status, string? detail);

        [LoggerMessage(2, LogLevel.Information, "The Hive Backend is back.")]
        public static partial void Back(ILogger logger);
    }
}
