namespace Mosaic.Devices;

/// <summary>A connection did not get as far as its welcome.</summary>
public sealed class DeviceConnectException(CloseReason reason, Exception? inner = null)
    : Exception($"The device could not connect: {reason}", inner)
{
    /// <summary>What the service said or what failed, and whether coming back may help.</summary>
    public CloseReason Reason { get; } = reason;
}
