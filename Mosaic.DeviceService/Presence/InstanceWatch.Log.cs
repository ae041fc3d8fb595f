namespace Mosaic.DeviceService.Presence;

internal sealed partial class InstanceWatch
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The instance '{Instance}' of the WebSocket Service is taken for lost.")]
        public static partial void Lost(ILogger logger, string instance);

        [LoggerMessage(2, LogLevel.Information, "The Hive Backend is told of the end of {Count} sessions of the lost instance '{Instance}'.")]
        public static partial void Told(ILogger logger, int count, string instance);
    }
}
