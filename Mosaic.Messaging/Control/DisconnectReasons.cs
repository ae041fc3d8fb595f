namespace Mosaic.Messaging;

/// <summary>Why a session ended: <c>data.reason</c> of <see cref="MessageTypes.DeviceDisconnected"/>.</summary>
public static class DisconnectReasons
{
    /// <summary>The device closed its WebSocket.</summary>
    public const string ClosedByDevice = "closed_by_device";

    /// <summary>The connection broke without a close.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>The device did not answer a ping.</summary>
    public const string HeartbeatLost = "heartbeat_lost";

    /// <summary>The same device connected again.</summary>
    public const string SessionReplaced = "session_replaced";

    /// <summary>The token ran out and no fresh one came.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The Hive Backend closed the session.</summary>
    public const string DisconnectedByHive = "disconnected_by_hive";

    /// <summary>The device did not read.</summary>
    public const string SlowConsumer = "slow_consumer";

    /// <summary>The instance was stopped as planned.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>The instance that held the session is gone.</summary>
    public const string InstanceLost = "instance_lost";

    /// <summary>The device broke the protocol.</summary>
    public const string ProtocolError = "protocol_error";
}
