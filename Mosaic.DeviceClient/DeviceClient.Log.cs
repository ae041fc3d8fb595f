using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

public sealed partial class DeviceClient
{
    [LoggerMessage(30, LogLevel.Debug, "Device client: {State} ({Reason}), wait {Wait}.")]
    private static partial void LogState(ILogger logger, DeviceClientState state, CloseReason? reason, TimeSpan? wait);

    [LoggerMessage(31, LogLevel.Warning, "The service reports {Code}: {Detail} (id {Id}).")]
    private static partial void LogServiceError(ILogger logger, string code, string? detail, string? id);

    [LoggerMessage(32, LogLevel.Warning, "{Count} messages that nobody waits for are dropped, the client has stopped.")]
    private static partial void LogDropped(ILogger logger, int count);

    [LoggerMessage(33, LogLevel.Error, "A subscriber of the device client failed.")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception exception);

    [LoggerMessage(34, LogLevel.Critical, "The device client has failed and stops.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
