namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>What an entry of the journal says: its <c>kind</c>, also the AMQP property <c>type</c>.</summary>
internal static class JournalKinds
{
    /// <summary>It is to be sent. The body is the caller's, byte for byte.</summary>
    internal const string Accepted = "accepted";

    /// <summary>A request is about to be handed to the device's session; an event has been.</summary>
    internal const string Sent = "sent";

    /// <summary>The device had no session: what <see cref="Sent"/> announced did not happen.</summary>
    internal const string Returned = "returned";

    /// <summary>The device has answered. The body is its data.</summary>
    internal const string Confirmed = "confirmed";

    /// <summary>No answer came in time.</summary>
    internal const string Unconfirmed = "unconfirmed";

    /// <summary>Its time is over, and it was never sent.</summary>
    internal const string Expired = "expired";

    /// <summary>It is not to be sent any more.</summary>
    internal const string Cancelled = "cancelled";

    /// <summary>The outcome is in RabbitMQ, on its way to the Hive Backend.</summary>
    internal const string Told = "told";

    /// <summary>Says nothing; whoever has read it has read all that was written before.</summary>
    internal const string Mark = "mark";
}
