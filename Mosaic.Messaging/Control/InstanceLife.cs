using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>An instance's heartbeat over <see cref="Topology.Control"/>: <see cref="ControlKinds.Heartbeat"/>.</summary>
/// <param name="Instance">Who lives.</param>
/// <param name="Began">An epoch below those of all its sessions: what an earlier instance of the same name held is below it.</param>
public sealed record InstanceLife(string Instance, long Began)
{
    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message)
    {
        message[Fields.Kind] = ControlKinds.Heartbeat;
        message[ControlKinds.InstanceField] = Instance;
        message[Fields.Epoch] = Began;
    }

    /// <summary>Reads it from a delivery; null when the message is another or not whole.</summary>
    public static InstanceLife? Read(IReadOnlyBasicProperties properties) =>
        properties.Type == ControlKinds.Heartbeat
        && properties.Headers.Text(ControlKinds.InstanceField) is { } instance
        && properties.Headers.Epoch() is { } began
            ? new(instance, began)
            : null;
}
