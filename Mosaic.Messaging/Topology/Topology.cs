namespace Mosaic.Messaging;

/// <summary>Every name that Mosaic has in RabbitMQ; <see cref="TopologyDeclaration"/> declares them.</summary>
public static class Topology
{
    /// <summary>Direct exchange: everything from devices; the routing key is the partition.</summary>
    public const string DeviceToHive = "mosaic.device-to-hive";

    /// <summary>Direct exchange: everything to devices; the routing key is the device's UUID.</summary>
    public const string HiveToDevice = "mosaic.hive-to-device";

    /// <summary>Fanout exchange between the instances: announcements of sessions, heartbeats, presence snapshots.</summary>
    public const string Control = "mosaic.control";

    /// <summary>Stream: what was said on <see cref="Control"/>. From it every Device Service instance knows who is connected, and who was when nobody listened.</summary>
    public const string ControlLog = "mosaic.sessions";

    /// <summary>Stream: the journal of durable requests and events. Every Device Service instance reads it and so has the same view of them.</summary>
    public const string Requests = "mosaic.requests";

    /// <summary>
    /// Exclusive queue: the Device Service instance that has it watches the instances of the WebSocket Service and sends
    /// pending requests (<see cref="Lease"/>).
    /// </summary>
    public const string DispatcherLease = "mosaic.lease.dispatcher";

    /// <summary>The exclusive queue of the Device Service instance that reads <see cref="DeadLetters"/>; nothing is in it.</summary>
    public const string DeadLettersLease = "mosaic.lease.dead-letters";

    /// <summary>Quorum queue: what could not be delivered, with its reason.</summary>
    public const string DeadLetters = "mosaic.dead-letters";

    /// <summary>The exchange that every queue is bound to by its own name (AMQP 0-9-1, section 3.1.3.1).</summary>
    public const string DefaultExchange = "";

    /// <summary>The queue of one partition of <see cref="DeviceToHive"/>.</summary>
    public static string PartitionQueue(int partition) => $"{DeviceToHive}.{partition}";

    /// <summary>The queue of one WebSocket Service instance: everything to the devices connected to it.</summary>
    public static string InstanceQueue(string instance) => $"mosaic.ws.{instance}";

    /// <summary>The queue of one Device Service instance: confirmations for its waiting calls.</summary>
    public static string RepliesQueue(string instance) => $"mosaic.replies.{instance}";

    /// <summary>The queue of one instance of any service on <see cref="Control"/>.</summary>
    public static string ControlQueue(string instance) => $"{Control}.{instance}";

    /// <summary>The routing key of a device on <see cref="HiveToDevice"/>: its UUID, lower case with hyphens.</summary>
    public static string DeviceKey(Guid device) => device.ToString("D");

    /// <summary>
    /// The partition of a device, 0 to <paramref name="partitions"/> - 1: FNV-1a (32 bit) over the 16 bytes of the UUID
    /// in network order (RFC 9562, section 4), modulo the number of partitions.
    /// </summary>
    public static int PartitionOf(Guid device, int partitions)
    {
        Span<byte> bytes = stackalloc byte[16];
        device.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = 2166136261u;
        foreach (var item in bytes)
        {
            hash = (hash ^ item) * 16777619u;
        }

        return (int)(hash % (uint)partitions);
    }
}
