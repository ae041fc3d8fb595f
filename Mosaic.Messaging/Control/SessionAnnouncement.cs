using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// What an instance of the WebSocket Service tells all instances of all services about one session, over
/// <see cref="Topology.Control"/>: when it begins, when it ends, and again for each live one when
/// <see cref="ControlKinds.Snapshot"/> asks.
/// </summary>
/// <param name="Device">The device.</param>
/// <param name="Session">The session.</param>
/// <param name="Epoch">Grows with every session of a device; the greater one is the newer.</param>
/// <param name="Instance">Who holds it.</param>
/// <param name="Since">When it began, or ended.</param>
/// <param name="Ended">Null while it lives, otherwise one of <see cref="DisconnectReasons"/>.</param>
public sealed record SessionAnnouncement(Guid Device, Guid Session, long Epoch, string Instance, DateTimeOffset Since, string? Ended)
{
    private const string EndedField = "ended";

    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message)
    {
        message[Fields.Kind] = ControlKinds.Session;
        message[Fields.Device] = Topology.DeviceKey(Device);
        message[Fields.Session] = Session.ToString("D");
        message[Fields.Epoch] = Epoch;
        message[Fields.Time] = Rfc3339.Format(Since);
        message[ControlKinds.InstanceField] = Instance;
        message[EndedField] = Ended;
    }

    /// <summary>Reads it from a delivery; null when the message is another or not whole.</summary>
    public static SessionAnnouncement? Read(IReadOnlyBasicProperties properties) =>
        properties.Type == ControlKinds.Session
        && properties.Headers.Uuid(Fields.Device) is { } device
        && properties.Headers.Uuid(Fields.Session) is { } session
        && properties.Headers.Epoch() is { } epoch
        && properties.Headers.Text(ControlKinds.InstanceField) is { } instance
        && properties.Headers.Time(Fields.Time) is { } since
            ? new(device, session, epoch, instance, since, properties.Headers.Text(EndedField))
            : null;
}
