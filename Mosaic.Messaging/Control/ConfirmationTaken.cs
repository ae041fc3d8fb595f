using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>
/// What a Device Service instance tells the instance of the WebSocket Service that a confirmation came from
/// (<see cref="Kinds.Taken"/>): the waiting call was answered with it, or it is in the device's partition.
/// </summary>
/// <param name="Session">The device's session.</param>
/// <param name="Id">The confirmation's own id.</param>
public sealed record ConfirmationTaken(string Session, string Id)
{
    /// <summary>Writes it as a message's fields.</summary>
    public void WriteTo(Message message)
    {
        message[Fields.Kind] = Kinds.Taken;
        message[Fields.Session] = Session;
        message[Fields.Id] = Id;
    }

    /// <summary>Reads it from a delivery; null when the message is another or not whole.</summary>
    public static ConfirmationTaken? Read(IReadOnlyBasicProperties properties) =>
        properties.Type == Kinds.Taken && properties.Headers.Text(Fields.Session) is { } session && properties.Headers.Text(Fields.Id) is { } id ? new(session, id) : null;
}

/// <summary>
/// The mark of a confirmation in a partition that answers a durable request: one whose <c>reply-to</c> was
/// <see cref="Topology.Requests"/>. No field, so it is shown to nobody and no device can set it.
/// </summary>
public static class DurableAnswer
{
    private const string Header = "x-mosaic-durable";

    /// <summary>Marks a confirmation.</summary>
    public static void Mark(Message confirmation) => confirmation[Header] = true;

    /// <summary>Whether a confirmation is marked.</summary>
    public static bool IsMarked(IReadOnlyBasicProperties confirmation) => confirmation.Headers.Has(Header);
}
