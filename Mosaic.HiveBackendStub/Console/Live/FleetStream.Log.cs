namespace Mosaic.HiveBackendStub.Console.Live;

internal sealed partial class FleetStream
{
    [LoggerMessage(Level = LogLevel.Information, Message = "A viewer of the console was cut off: it had {Frames} frames waiting; its page comes back by itself")]
    private static partial void ViewerDropped(ILogger logger, int frames);
}
