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
