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

/// <summary>
/// An instance of the WebSocket Service is taken for gone. Told over <see cref="Topology.Control"/> to all, the instance
/// included if it lives: <see cref="ControlKinds.Lost"/>, and <see cref="ControlKinds.Told"/> when the Hive Backend's
/// events about it are safe in RabbitMQ.
/// </summary>
/// <param name="Instance">Who.</param>
/// <param name="Epoch">Its sessions up to this epoch are over. Those it may open yet, should it live, have greater ones.</param>
/// <param name="At">When that was concluded.</param>
public sealed record InstanceLoss(string Instance, long Epoch, DateTimeOffset At)
{
    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message, string kind)
    {
        message[Fields.Kind] = kind;
        message[ControlKinds.InstanceField] = Instance;
        message[Fields.Epoch] = Epoch;
        message[Fields.Time] = Rfc3339.Format(At);
    }

    /// <summary>Reads it from a delivery; null when the message is another or not whole.</summary>
    public static InstanceLoss? Read(IReadOnlyBasicProperties properties) =>
        properties.Type is ControlKinds.Lost or ControlKinds.Told
        && properties.Headers.Text(ControlKinds.InstanceField) is { } instance
        && properties.Headers.Epoch() is { } epoch
        && properties.Headers.Time(Fields.Time) is { } at
            ? new(instance, epoch, at)
            : null;
}
