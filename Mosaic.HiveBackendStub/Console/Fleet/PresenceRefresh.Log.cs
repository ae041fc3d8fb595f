namespace Mosaic.HiveBackendStub.Console.Fleet;

internal sealed partial class PresenceRefresh
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The Device Service does not say who is connected, so the console may be behind: {Reason}")]
    private static partial void NotRead(ILogger logger, string reason);
}
