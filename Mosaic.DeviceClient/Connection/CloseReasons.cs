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
            NextStep = NextSteps.AfterClose(code),
        };
    }

    public static CloseReason FromGoAway(ControlFrame frame)
    {
        // A number that is none, or beyond all bounds, must not fail the way back.
        var seconds = double.IsFinite(frame.ReconnectAfterSeconds) ? Math.Clamp(frame.ReconnectAfterSeconds, 0, 86_400) : 0;
        return new CloseReason
        {
            CloseCode = 1012,
            ErrorCode = ErrorCodes.GoAway,
            Detail = "The service asked the device to come back later.",
            ReconnectAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    public static CloseReason Lost(Exception exception) =>
        new() { ErrorCode = ErrorCodes.ConnectionLost, Detail = exception.Message };

    public static CloseReason Here(string errorCode, string detail, NextStep step = NextStep.ComeBack) =>
        new() { ErrorCode = errorCode, Detail = detail, NextStep = step };
}
