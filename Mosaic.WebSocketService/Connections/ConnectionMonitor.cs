using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Looks over all connections once a second and closes those that ran out of time. One timer for all, none for each.</summary>
internal sealed class ConnectionMonitor(
    ConnectionRegistry registry, IOptions<ConnectionOptions> options, IOptions<AuthenticationOptions> authentication, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var last = time.GetTimestamp(); await timer.WaitForNextTickAsync(stoppingToken); last = time.GetTimestamp())
        {
            // A look that comes late means that this process stood still, and read no pongs meanwhile: not the devices' fault.
            var late = time.GetElapsedTime(last) - Interval;
            var pardon = late > TimeSpan.Zero ? late : TimeSpan.Zero;
            foreach (var connection in registry.Connections)
            {
                if (FindReason(connection, pardon) is { } reason)
                {
                    connection.Close(reason);
                }
            }
        }
    }

    private CloseReason? FindReason(DeviceConnection connection, TimeSpan pardon)
    {
        // The device is pinged after a heartbeat of silence and has half a one to answer.
        var patience = (options.Value.Heartbeat * 1.5) + pardon;
        var session = connection.Session;
        if (connection.IsClosing)
        {
            return null;
        }

        if (session is null && connection.Age > options.Value.AuthenticationTimeout)
        {
            return CloseReason.AuthenticationTimeout;
        }

        if (session is not null && time.GetUtcNow() >= session.Expires + authentication.Value.ClockSkew)
        {
            return CloseReason.TokenExpired;
        }

        if (connection.SendingFor > patience)
        {
            return CloseReason.SlowConsumer;
        }

        // While the window is full the socket is not read, so silence means nothing.
        return connection.Liveness.Silence > patience && session?.Window.IsFull != true ? CloseReason.HeartbeatLost : null;
    }
}
