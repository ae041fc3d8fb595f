using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// The circuit breaker of the Hive Backend. It opens when posts for several devices in a row fail as they do when the whole backend is
/// down. Then posts wait here, so that no more is taken from RabbitMQ than its prefetch, and one at a time goes through as a probe, to
/// find out whether the backend is back.
/// </summary>
internal sealed partial class HiveGate(IOptions<DeliveryOptions> options, TimeProvider time, ILogger<HiveGate> logger)
{
    /// <summary>The longest that a probe waits for by itself: one post each so often is no burden, and all devices wait for it.</summary>
    private static readonly TimeSpan LongestProbeDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(30);

    private readonly DeliveryOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _failed = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _probing;
    private int _failures; // Of probes, since it went down.
    private long _doubtedAt = time.GetTimestamp(); // When it began to fail; 0 since it has answered.
    private long _failedAt; // The last of them, or the post that it went down with.
    private TimeSpan _pause; // From then to the next probe.

    /// <summary>Whether the Hive Backend counts as down.</summary>
    public bool IsDown { get; private set; }

    /// <summary>
    /// Whether the Hive Backend is down, or may be: a failure that fewer devices have met than show it may be theirs alone, but
    /// for a while it is held for the backend's.
    /// </summary>
    public bool MayBeDown => IsDown || (Volatile.Read(ref _doubtedAt) is not 0 and var at && time.GetElapsedTime(at) < LongestDoubt);

    /// <summary>Waits until a post may be made.</summary>
    /// <returns>Whether the post is a probe. Either way <see cref="Report"/> or <see cref="Abandon"/> follows.</returns>
    public async ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan? probeIn;
            lock (_lock)
            {
                if (!IsDown)
                {
                    return false;
                }

                changed = _changed.Task;
                probeIn = TryTakeProbe();
            }

            if (probeIn is not { } delay)
            {
                await changed.WaitAsync(cancellationToken);
            }
            else if (await IsProbeAsync(delay, changed, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>Reports how a post ended.</summary>
    public void Report(bool probe, Guid device, PostAnswer answer)
    {
        if (!probe && _doubtedAt == 0 && !answer.SuggestsDown)
        {
            return;
        }

        lock (_lock)
        {
            if (!answer.SuggestsDown)
            {
                Answered();
            }
            else
            {
                Failed(probe, device, answer);
            }

            if (probe)
            {
                EndProbe();
            }
        }
    }

    /// <summary>No post was made.</summary>
    public void Abandon(bool probe)
    {
        if (!probe)
        {
            return;
        }

        lock (_lock)
        {
            EndProbe();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>How long the probe has to wait yet; null when it is another's.</returns>
    private TimeSpan? TryTakeProbe()
    {
        if (_probing)
        {
            return null;
        }

        _probing = true;
        var left = _pause - time.GetElapsedTime(_failedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Waits until the probe may be made, or there is no need for one: another post has found that the Hive Backend is back.</summary>
    private async Task<bool> IsProbeAsync(TimeSpan delay, Task changed, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(delay, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            Abandon(probe: true);
            throw;
        }

        Abandon(probe: true);
        return false;
    }

    private void EndProbe()
    {
        _probing = false;
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private void Answered()
    {
        _doubtedAt = 0;
        _failed.Clear();
        _failures = 0;
        if (!IsDown)
        {
            return;
        }

        IsDown = false;
        _changed.TrySetResult();
        _changed = NewSignal();
        Log.Back(logger);
    }

    private void Failed(bool probe, Guid device, PostAnswer answer)
    {
        if (_doubtedAt == 0)
        {
            _doubtedAt = time.GetTimestamp();
        }

        if (IsDown && probe)
        {
            _failures++;
            Pause(answer);
        }
        else if (!IsDown && _failed.Add(device) && _failed.Count >= _options.DownAfterDevices)
        {
            GoDown(answer);
        }
    }

    private void Pause(PostAnswer answer)
    {
        var delay = _options.RetryDelay(_failures + 1, 0.5 + (Random.Shared.NextDouble() / 2), LongestProbeDelay);
        _pause = answer.RetryAfter is { } asked && asked > delay ? asked : delay;
        _failedAt = time.GetTimestamp();
    }

    private void GoDown(PostAnswer answer)
    {
        IsDown = true;
        Pause(answer);
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
