namespace Mosaic.Devices;

/// <summary>An event for this device; nobody waits for an answer.</summary>
public sealed class DeviceEvent : DeviceMessage
{
    internal DeviceEvent(MessageFields fields)
        : base(fields)
    {
    }
}
