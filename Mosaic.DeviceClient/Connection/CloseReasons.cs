using System.Net;
using System.Net.WebSockets;

namespace Mosaic.Devices;

internal static class CloseReasons
{
    /// <summary>From the service's close frame and the error it said just before.</summary>
    public static CloseReason FromClose(WebSocket socket, ControlFrame? error)
    {
        var code = (int?)socket.CloseStatus;
        return new CloseReason
        {
            CloseCode = code,
            ErrorCode = error?.Code ?? ErrorCodes.Of(code),
            Detail = error?.Detail ?? (socket.CloseStatusDescription is { Length: > 0 } text ? text : null),
            ReconnectAfter = error?.ReconnectAfter,
            NextStep = NextSteps.AfterClose(code),
        };
    }

    public static CloseReason FromGoAway(ControlFrame frame) => new()
    {
        CloseCode = 1012,
        ErrorCode = ErrorCodes.GoAway,
        Detail = "The service asked the device to come back later.",
        ReconnectAfter = frame.ReconnectAfter ?? TimeSpan.Zero,
    };

    public static CloseReason Lost(Exception exception) =>
        new() { ErrorCode = ErrorCodes.ConnectionLost, Detail = exception.Message };

    public static CloseReason Here(string errorCode, string detail, NextStep step = NextStep.ComeBack) =>
        new() { ErrorCode = errorCode, Detail = detail, NextStep = step };
}

/// <summary>The rule of the protocol's table of close codes, and the same thought for HTTP answers to the handshake.</summary>
internal static class NextSteps
{
    public static NextStep AfterClose(int? code) => code switch
    {
        // The service could not take what this client sent; the same again would end the same way.
        1003 or 1007 or 1009 => NextStep.Stop,
        4501 or 4502 => NextStep.FreshToken,
        >= 4500 and <= 4999 => NextStep.Stop,
        _ => NextStep.ComeBack,
    };

    public static NextStep AfterHandshake(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => NextStep.FreshToken,
        // The subprotocol is unknown there.
        HttpStatusCode.BadRequest => NextStep.Stop,
        // Anything else may be a proxy or a deployment under way: a fleet must not be stranded by it.
        _ => NextStep.ComeBack,
    };
}
