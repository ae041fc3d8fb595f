using System.Collections.Concurrent;

namespace Mosaic.WebSocketService.Sessions;

/// <summary>The live session of each device at this instance.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<Guid, DeviceSession> _sessions = new();

    public IEnumerable<DeviceSession> Sessions => _sessions.Select(entry => entry.Value);

    /// <summary>The device's live session here.</summary>
    public DeviceSession? Find(Guid device) => _sessions.GetValueOrDefault(device);

    /// <summary>Makes a session the device's live one. Returns the one that it replaces.</summary>
    public DeviceSession? Replace(DeviceSession session)
    {
        DeviceSession? replaced = null;
        _sessions.AddOrUpdate(session.Device, session, (_, old) =>
        {
            replaced = old;
            session.OlderEndPublished = old.EndPublished; // Before anybody finds the session here.
            return session;
        });
        return replaced;
    }

    /// <summary>Removes a session, and never its successor.</summary>
    public void Remove(DeviceSession session) => _sessions.TryRemove(new KeyValuePair<Guid, DeviceSession>(session.Device, session));
}
