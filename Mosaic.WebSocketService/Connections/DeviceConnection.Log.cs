namespace Mosaic.WebSocketService.Connections;

internal sealed partial class DeviceConnection
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The connection of device {Device} has closed with {Code}: {Reason}.")]
        public static partial void Closed(ILogger logger, Guid? device, int code, string reason);

        [LoggerMessage(2, LogLevel.Error, "Handling a message of device {Device} failed.")]
        public static partial void HandlerFailed(ILogger logger, Guid? device, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "Sending to device {Device} failed.")]
        public static partial void SendFailed(ILogger logger, Guid? device, Exception exception);
    }
}
