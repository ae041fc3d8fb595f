namespace Mosaic.Devices;

/// <summary>A request to this device; its sender waits for the answer.</summary>
public sealed class DeviceRequest : DeviceMessage
{
    internal DeviceRequest(MessageFields fields)
        : base(fields)
    {
        Deadline = fields.Deadline;
    }

    /// <summary>Until when the sender waits; a later answer still arrives, marked late. Null when absent.</summary>
    public DateTimeOffset? Deadline { get; }
}
