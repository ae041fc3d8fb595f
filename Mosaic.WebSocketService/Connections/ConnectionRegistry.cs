using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Every connection of this instance.</summary>
internal sealed class ConnectionRegistry(IOptions<ConnectionOptions> options)
{
    private readonly ConcurrentDictionary<DeviceConnection, byte> _connections = new();
    private int _count;

    /// <summary>Set when the service stops: no more connections.</summary>
    public bool IsDraining { get; set; }

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<DeviceConnection> Connections => _connections.Select(entry => entry.Key);

    /// <summary>False when the instance has as many connections as it takes.</summary>
    public bool TryAdd(DeviceConnection connection)
    {
        if (Interlocked.Increment(ref _count) > options.Value.MaxConnections)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _connections.TryAdd(connection, 0);
        return true;
    }

    public void Remove(DeviceConnection connection)
    {
        if (_connections.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

/// <summary>The metrics of connections: meter <c>Mosaic.WebSocketService</c>.</summary>
internal sealed class ConnectionMetrics
{
    public ConnectionMetrics(IMeterFactory meters, ConnectionRegistry registry)
    {
        var meter = meters.Create("Mosaic.WebSocketService");
        meter.CreateObservableUpDownCounter("mosaic.device.connections", () => registry.Count, "{connection}", "Open WebSockets, authenticated or not.");
    }
}
