using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>Makes a caller's message one that a device can be sent: checks its fields and sets those that are the service's.</summary>
internal static class DeviceMessage
{
    private const string DefaultSource = "/hive";

    /// <summary>Checks the fields that the caller gave and sets the rest.</summary>
    /// <returns>What is wrong; null when all is well.</returns>
    internal static MessageError? Complete(Message message, string kind, Guid device, DateTimeOffset now)
    {
        if (MessageRules.CheckToDevice(message, kind, device) is { } error) return error;
        message[Fields.Kind] = kind;
        message[Fields.SpecVersion] = MessageRules.SpecVersion;
        message[Fields.Source] ??= DefaultSource;
        message[Fields.Id] ??= Guid.CreateVersion7(now).ToString("D");
        message[Fields.Time] ??= Rfc3339.Format(now);
        message[Fields.Device] = Topology.DeviceKey(device);
        return null;
    }
}
