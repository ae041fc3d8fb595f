using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Relay;

namespace Mosaic.WebSocketService.Connections;

/// <summary>Every connection of this instance, and the live session of each device.</summary>
internal sealed class ConnectionRegistry(IOptions<ConnectionOptions> options)
{
    private readonly ConcurrentDictionary<DeviceConnection, byte> _connections = new();
    private readonly ConcurrentDictionary<Guid, DeviceSession> _sessions = new();
    private int _count;

    /// <summary>Set when the service stops: no more connections.</summary>
    public bool IsDraining { get; set; }

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<DeviceConnection> Connections => _connections.Select(entry => entry.Key);

    public IEnumerable<DeviceSession> Sessions => _sessions.Select(entry => entry.Value);

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

    /// <summary>The device's live session here.</summary>
    public DeviceSession? Find(Guid device) => _sessions.GetValueOrDefault(device);

    /// <summary>Makes a session the device's live one. Returns the one that it replaces.</summary>
    public DeviceSession? Replace(DeviceSession session)
    {
        DeviceSession? replaced = null;
        _sessions.AddOrUpdate(session.Device, session, (_, old) =>
        {
            replaced = old;
            session.OlderEndKnown = old.EndKnown; // Before anybody finds the session here.
            return session;
        });
        return replaced;
    }

    /// <summary>Removes a session, and never its successor.</summary>
    public void Remove(DeviceSession session) => _sessions.TryRemove(new KeyValuePair<Guid, DeviceSession>(session.Device, session));
}
