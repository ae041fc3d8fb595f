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
