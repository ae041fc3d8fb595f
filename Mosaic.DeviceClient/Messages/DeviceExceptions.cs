namespace Mosaic.Devices;

/// <summary>
/// The client has stopped or was disposed of before the message was acked. Whether the service has the message is unknown;
/// sending it again with the same id is safe.
/// </summary>
public sealed class DeviceStoppedException(CloseReason reason) : Exception($"The device client has stopped: {reason}")
{
    /// <summary>Why it stopped.</summary>
    public CloseReason Reason { get; } = reason;
}

/// <summary>A connection did not get as far as its welcome.</summary>
public sealed class DeviceConnectException(CloseReason reason, Exception? inner = null)
    : Exception($"The device could not connect: {reason}", inner)
{
    /// <summary>What the service said or what failed, and whether coming back may help.</summary>
    public CloseReason Reason { get; } = reason;
}
