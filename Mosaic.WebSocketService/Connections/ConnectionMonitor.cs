using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Looks over all connections once a second and closes those that ran out of time. One timer for all, none for each.</summary>
internal sealed class ConnectionMonitor(
    ConnectionRegistry registry, IOptions<ConnectionOptions> options, IOptions<AuthenticationOptions> authentication, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _lookedAt = time.GetTimestamp();
    private long _goesOnSince = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    /// <summary>Closes the connections whose time is over now. Called each <see cref="Interval"/>.</summary>
    internal void Look()
    {
        // A look that comes late means that this process stood still, and read and pinged nothing meanwhile: not the devices' fault. After more than a moment of
        // it their time begins anew.
        var late = time.GetElapsedTime(_lookedAt) - Interval;
        _lookedAt = time.GetTimestamp();
        if (late > Interval)
        {
            _goesOnSince = _lookedAt;
        }

        var pardon = late > TimeSpan.Zero ? late : TimeSpan.Zero;
        var atMost = time.GetElapsedTime(_goesOnSince);
        foreach (var connection in registry.Connections)
        {
            connection.Window.ExpireLimit(_lookedAt);
            if (FindReason(connection, pardon, atMost) is { } reason)
            {
                connection.Close(reason);
            }
        }
    }

    private CloseReason? FindReason(DeviceConnection connection, TimeSpan pardon, TimeSpan atMost)
    {
        // The device is pinged after a heartbeat of silence and has half a one to answer.
        var patience = (options.Value.Heartbeat * 1.5) + pardon;
        var identity = connection.Identity;
        if (connection.IsClosing)
        {
            return null;
        }

        if (identity is null && Least(connection.Age, atMost) > options.Value.AuthenticationTimeout)
        {
            return CloseReason.AuthenticationTimeout;
        }

        if (identity is not null && time.GetUtcNow() - authentication.Value.ClockSkew >= identity.Expires)
        {
            return CloseReason.TokenExpired;
        }

        if (Least(connection.SendingFor, atMost) > patience)
        {
            return CloseReason.SlowConsumer;
        }

        // While the window is full the socket is not read, so silence means nothing.
        return Least(connection.Liveness.Silence, atMost) > patience && !connection.Window.IsFull ? CloseReason.HeartbeatLost : null;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
