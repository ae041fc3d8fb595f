namespace Mosaic.Dashboard.Components.Live;

/// <summary>
/// Turns any number of signals into at most one run of an action an interval, never two at once, and always one after the last signal:
/// what keeps a page calm, and the server idle, while thousands of spans a second arrive.
/// </summary>
internal sealed class Throttle : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Func<Task> _action;
    private readonly ITimer _timer;
    private long _lastRun;
    private bool _hasRun;
    private bool _due;
    private bool _running;
    private bool _disposed;

    /// <param name="interval">The shortest time between the beginnings of two runs.</param>
    /// <param name="time">What the interval is measured with.</param>
    /// <param name="action">Must not throw; it runs on a timer of <paramref name="time"/>.</param>
    public Throttle(TimeSpan interval, TimeProvider time, Func<Task> action)
    {
        _interval = interval;
        _time = time;
        _action = action;
        _timer = time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed. Never blocks; from any thread.</summary>
    public void Signal()
    {
        lock (_lock)
        {
            if (_due || _disposed) return;
            _due = true;
            if (!_running) Schedule();
        }
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        _timer.Dispose();
    }

    private void Schedule()
    {
        var wait = _hasRun ? _interval - _time.GetElapsedTime(_lastRun) : TimeSpan.Zero;
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync()
    {
        lock (_lock)
        {
            if (_disposed || _running) return;
            _running = true;
            _due = false;
            _hasRun = true;
            _lastRun = _time.GetTimestamp();
        }

        await _action();
        lock (_lock)
        {
            _running = false;
            if (_due && !_disposed) Schedule();
        }
    }
}
