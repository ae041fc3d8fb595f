using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Looks over all connections once a second and closes those that ran out of time. One timer for all, none for each.</summary>
internal sealed class ConnectionMonitor(ConnectionRegistry registry, IOptions<ConnectionOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var connection in registry.Connections)
            {
                if (FindReason(connection) is { } reason)
                {
                    connection.Close(reason);
                }
            }
        }
    }

    private CloseReason? FindReason(DeviceConnection connection)
    {
        // The device is pinged after a heartbeat of silence and has half a one to answer.
        var patience = options.Value.Heartbeat * 1.5;
        var session = connection.Session;
        if (connection.IsClosing)
        {
            return null;
        }

        if (session is null && connection.Age > options.Value.AuthenticationTimeout)
        {
            return CloseReason.AuthenticationTimeout;
        }

        if (session is not null && time.GetUtcNow() >= session.Expires)
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
