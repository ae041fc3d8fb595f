namespace Mosaic.Dashboard.Telemetry;

internal sealed partial class ChangeSignal
{
    [LoggerMessage(1, LogLevel.Error, "A subscriber to telemetry changes failed.")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception exception);
}
