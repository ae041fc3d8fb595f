using System.Net.WebSockets;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>Why a connection is closed: everything the device and the Hive Backend are told about it. The table of device-protocol.md.</summary>
/// <param name="Code">The WebSocket close code (RFC 6455, section 7.4).</param>
/// <param name="Error">The code of the error frame before it; null for none.</param>
/// <param name="Detail">For a person. Fixed text: never an exception's, never a token.</param>
/// <param name="Retry">Whether coming back makes sense.</param>
/// <param name="Presence">What the disconnected event says: one of <see cref="DisconnectReasons"/>.</param>
internal sealed record CloseReason(int Code, string? Error, string Detail, bool Retry, string Presence)
{
    public static readonly CloseReason ClosedByDevice =
        new((int)WebSocketCloseStatus.NormalClosure, null, "", true, DisconnectReasons.ClosedByDevice);

    public static readonly CloseReason ConnectionLost =
        new((int)WebSocketCloseStatus.EndpointUnavailable, null, "", true, DisconnectReasons.ConnectionLost);

    public static readonly CloseReason BinaryMessage =
        new(1003, "binary_message", "Messages are text frames of JSON.", false, DisconnectReasons.ProtocolError);

    public static readonly CloseReason InvalidJson =
        new(1007, "invalid_json", "A message must be one JSON object in UTF-8.", false, DisconnectReasons.ProtocolError);

    public static readonly CloseReason InternalError =
        new(1011, "internal_error", "The service has failed.", true, DisconnectReasons.ConnectionLost);

    public static readonly CloseReason Shutdown =
        new(1012, null, "shutdown", true, DisconnectReasons.Shutdown);

    public static readonly CloseReason ConnectionLimit =
        new(1013, "overloaded", "This instance has as many connections as it takes.", true, DisconnectReasons.ConnectionLost);

    public static readonly CloseReason BrokerUnavailable =
        new(1013, "overloaded", "The message broker cannot be reached.", true, DisconnectReasons.ConnectionLost);

    public static readonly CloseReason IssuerUnavailable =
        new(1013, "overloaded", "The token cannot be checked: the issuer's keys cannot be reached.", true, DisconnectReasons.ConnectionLost);

    public static readonly CloseReason HeartbeatLost =
        new(4000, "heartbeat_lost", "No pong came in time.", true, DisconnectReasons.HeartbeatLost);

    public static readonly CloseReason SlowConsumer =
        new(4001, "slow_consumer", "The device does not read what is sent to it.", true, DisconnectReasons.SlowConsumer);

    public static readonly CloseReason SubscribeFailed =
        new(4002, "subscribe_failed", "The subscription to the device's messages failed.", true, DisconnectReasons.ConnectionLost);

    /// <summary>This instance was silent, and the others have taken its sessions for ended.</summary>
    public static readonly CloseReason InstanceLost =
        new(4002, "subscribe_failed", "The subscription to the device's messages was lost.", true, DisconnectReasons.InstanceLost);

    public static readonly CloseReason AuthenticationTimeout =
        new(4003, "authentication_timeout", "No token came in time.", true, DisconnectReasons.ProtocolError);

    public static readonly CloseReason TokenExpired =
        new(4502, "token_expired", "The token has run out.", false, DisconnectReasons.TokenExpired);

    public static readonly CloseReason SessionReplaced =
        new(4503, "session_replaced", "The device has connected again; the newest connection wins.", false, DisconnectReasons.SessionReplaced);

    public static readonly CloseReason DisconnectedByHive =
        new(4504, "disconnected_by_hive", "The backend has closed the session.", false, DisconnectReasons.DisconnectedByHive);

    public static CloseReason TooLarge(int limit) =>
        new(1009, "too_large", $"A message may have {limit} bytes.", false, DisconnectReasons.ProtocolError);

    public static CloseReason ProtocolError(string detail) =>
        new(4500, "protocol_error", detail, false, DisconnectReasons.ProtocolError);

    public static CloseReason InvalidToken(string detail) =>
        new(4501, "invalid_token", detail, false, DisconnectReasons.ProtocolError);
}
