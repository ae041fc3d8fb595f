namespace Mosaic.Devices;

/// <summary>Values of <see cref="CloseReason.ErrorCode"/>: the protocol's own, and those this library adds for what no service said.</summary>
internal static class ErrorCodes
{
    public const string GoAway = "goaway";
    public const string ConnectionLost = "connection_lost";
    public const string ClosedByClient = "closed_by_client";
    public const string Unreachable = "unreachable";
    public const string HandshakeRefused = "handshake_refused";
    public const string WelcomeTimeout = "welcome_timeout";
    public const string TokenUnavailable = "token_unavailable";
    public const string SlowHandler = "slow_handler";
    public const string InvalidFrame = "invalid_frame";
    public const string ClientFault = "client_fault";

    /// <summary>The error code that the protocol's table gives for a close code, for a close without an <c>error</c> before it.</summary>
    public static string Of(int? closeCode) => closeCode switch
    {
        1003 => "binary_message",
        1007 => "invalid_json",
        1009 => "too_large",
        1011 => "internal_error",
        1012 => GoAway,
        1013 => "overloaded",
        4000 => "heartbeat_lost",
        4001 => "slow_consumer",
        4002 => "subscribe_failed",
        4003 => "authentication_timeout",
        4004 => "too_many_sessions",
        4500 => "protocol_error",
        4501 => "invalid_token",
        4502 => "token_expired",
        4503 => "session_replaced",
        4504 => "disconnected_by_hive",
        4505 => "device_blocked",
        null => ConnectionLost,
        _ => "closed",
    };
}
