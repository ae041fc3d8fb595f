using RabbitMQ.Client;

namespace Mosaic.Messaging;

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
