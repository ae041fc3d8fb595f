using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Checks all connections once a second and closes those whose time is over. One timer serves them all.</summary>
internal sealed class ConnectionMonitor(
    ConnectionRegistry registry, IOptions<ConnectionOptions> options, IOptions<AuthenticationOptions> authentication, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _checkedAt = time.GetTimestamp();
    private long _runningSince = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Check();
        }
    }

    /// <summary>Closes the connections whose time is over now. Called each <see cref="Interval"/>.</summary>
    internal void Check()
    {
        // A check that comes late means that this process was suspended, and neither read nor pinged meanwhile, which is no fault of the devices: they get
        // as much more time. After more than one interval of it their time begins anew.
        var late = time.GetElapsedTime(_checkedAt) - Interval;
        _checkedAt = time.GetTimestamp();
        if (late > Interval)
        {
            _runningSince = _checkedAt;
        }

        var extra = late > TimeSpan.Zero ? late : TimeSpan.Zero;
        var running = time.GetElapsedTime(_runningSince);
        foreach (var connection in registry.Connections)
        {
            connection.Window.ExpireLimit(_checkedAt);
            if (FindReason(connection, extra, running) is { } reason)
            {
                connection.Close(reason);
            }
        }
    }

    private CloseReason? FindReason(DeviceConnection connection, TimeSpan extra, TimeSpan running)
    {
        // The device is pinged after one heartbeat of silence and has half a heartbeat to answer.
        var limit = (options.Value.Heartbeat * 1.5) + extra;
        var identity = connection.Identity;
        if (connection.IsClosing)
        {
            return null;
        }

        if (identity is null && Min(connection.Age, running) > options.Value.AuthenticationTimeout)
        {
            return CloseReason.AuthenticationTimeout;
        }

        if (identity is not null && time.GetUtcNow() - authentication.Value.ClockSkew >= identity.Expires)
        {
            return CloseReason.TokenExpired;
        }

        if (Min(connection.SendingFor, running) > limit)
        {
            return CloseReason.SlowConsumer;
        }

        // While the window is full the socket is not read, so silence means nothing.
        return Min(connection.Liveness.Silence, running) > limit && !connection.Window.IsFull ? CloseReason.HeartbeatLost : null;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
