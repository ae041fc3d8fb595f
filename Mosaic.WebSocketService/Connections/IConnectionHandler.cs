using System.Diagnostics;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>What stands behind the connections: one object for all of them.</summary>
internal interface IConnectionHandler
{
    /// <summary>The socket is open and being read, so that a device that leaves is noticed. Messages wait until the returned task, which must not fail, has completed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="identity">Whose token came with the handshake, if one did.</param>
    /// <param name="request">The handshake's span.</param>
    Task OpenedAsync(DeviceConnection connection, DeviceIdentity? identity, Activity? request);

    /// <summary>A text message has come, whose array is the handler's now. The next one is read when this has returned. An exception is a fault of the service.</summary>
    ValueTask ReceivedAsync(DeviceConnection connection, Received message);

    /// <summary>The connection has begun to close. Called once.</summary>
    Task ClosedAsync(DeviceConnection connection, CloseReason reason);
}
