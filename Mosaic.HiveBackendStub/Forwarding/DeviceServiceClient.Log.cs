namespace Mosaic.HiveBackendStub.Forwarding;

internal sealed partial class DeviceServiceClient
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The Device Service cannot be reached: {Reason}")]
    private static partial void Unreachable(ILogger logger, HttpRequestError reason);
}
