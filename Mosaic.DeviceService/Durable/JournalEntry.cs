using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>Names a message to a device. The device is part of it: what one device confirms is never taken for another's answer.</summary>
/// <param name="Kind">A request or an event: one of <see cref="Mosaic.Messaging.Kinds"/>.</param>
/// <param name="Device">The device.</param>
/// <param name="Id">Its <c>id</c>.</param>
internal readonly record struct MessageKey(string Kind, Guid Device, string Id);

/// <summary>What an entry of the journal says: its <c>kind</c>, also the AMQP property <c>type</c>.</summary>
internal static class JournalKinds
{
    /// <summary>It is to be sent. The body is the caller's, byte for byte.</summary>
    public const string Accepted = "accepted";

    /// <summary>A request is about to be handed to the device's session; an event has been.</summary>
    public const string Sent = "sent";

    /// <summary>The device had no session: what <see cref="Sent"/> announced did not happen.</summary>
    public const string Returned = "returned";

    /// <summary>The device has answered. The body is its data.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>No answer came in time.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>Its time is over, and it was never sent.</summary>
    public const string Expired = "expired";

    /// <summary>It is not to be sent any more.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The outcome is in RabbitMQ, on its way to the Hive Backend.</summary>
    public const string Reported = "told";

    /// <summary>Says nothing; whoever has read it has read all that was written before.</summary>
    public const string Mark = "mark";
}

/// <summary>
/// One entry of the journal of durable requests and events. As an AMQP message it has only text and whole numbers in its headers: a
/// stream of RabbitMQ 3.10 drops tables and arrays, so what a caller sent is in the body as it came.
/// </summary>
/// <param name="Kind">One of <see cref="JournalKinds"/>.</param>
/// <param name="Key">What it is about; nothing for a mark.</param>
/// <param name="Id">Names the entry. One that is published twice has the same.</param>
/// <param name="Time">When it was written, by its writer's clock.</param>
internal sealed record JournalEntry(string Kind, MessageKey Key, Guid Id, DateTimeOffset Time)
{
    private const string AboutField = "about";
    private const string TimeoutField = "timeoutms";
    private const string TimeToLiveField = "ttlms";
    private const string DispatchField = "dispatch";
    private const string ConfirmationField = "confirmation";
    private const string BinaryField = "binary";

    private const int MaxYear = 9999; // A time to live is added to it.

    /// <summary>The caller's body, or the device's data; empty in others.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: whether the device's data is bytes (<c>data_base64</c>) and not JSON.</summary>
    public bool IsBinary { get; init; }

    /// <summary>In <see cref="JournalKinds.Accepted"/>: how long the answer is waited for.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>In <see cref="JournalKinds.Accepted"/>: how long it is kept for a device that is away.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>The trace that it was published in; the publisher writes it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>In <see cref="JournalKinds.Returned"/> and <see cref="JournalKinds.Unconfirmed"/>: the <see cref="JournalKinds.Sent"/> that it is about.</summary>
    public Guid Dispatch { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: the device's status.</summary>
    public int Status { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: the confirmation's own id.</summary>
    public string? Confirmation { get; init; }

    public void WriteTo(Message message)
    {
        message[Fields.Kind] = Kind;
        message[Fields.Id] = Id.ToString("D");
        message[Fields.Time] = Rfc3339.Format(Time);
        message.Data = Body;
        if (Kind == JournalKinds.Mark)
        {
            return;
        }

        message[AboutField] = Key.Kind;
        message[Fields.Device] = Topology.DeviceKey(Key.Device);
        message[Fields.RequestId] = Key.Id;
        message[TimeoutField] = Milliseconds(Timeout);
        message[TimeToLiveField] = Milliseconds(TimeToLive);
        message[DispatchField] = Dispatch == default ? null : Dispatch.ToString("D");
        message[Fields.Status] = Status == 0 ? null : (long)Status;
        message[ConfirmationField] = Confirmation;
        message[BinaryField] = IsBinary ? 1L : null;
    }

    /// <summary>Reads an entry, copying what it keeps; null when the message is none.</summary>
    public static JournalEntry? Read(Delivery delivery)
    {
        var headers = delivery.Properties.Headers;
        if (delivery.Properties.Type is not { } kind
            || headers.Uuid(Fields.Id) is not { } id
            || headers.Time(Fields.Time) is not { Year: < MaxYear } time)
        {
            return null;
        }

        if (kind == JournalKinds.Mark)
        {
            return new JournalEntry(kind, default, id, time);
        }

        if (headers.Text(AboutField) is not { } about
            || headers.Uuid(Fields.Device) is not { } device
            || headers.Text(Fields.RequestId) is not { } name)
        {
            return null;
        }

        return new JournalEntry(kind, new MessageKey(about, device, name), id, time)
        {
            Body = delivery.Body.ToArray(),
            Timeout = TimeSpan.FromMilliseconds(Number(headers, TimeoutField)),
            TimeToLive = TimeSpan.FromMilliseconds(Number(headers, TimeToLiveField)),
            TraceParent = headers.Text(Fields.TraceParent),
            Dispatch = headers.Uuid(DispatchField) ?? default,
            Status = (int)Number(headers, Fields.Status),
            IsBinary = Number(headers, BinaryField) == 1,
            Confirmation = headers.Text(ConfirmationField),
        };
    }

    private static long? Milliseconds(TimeSpan span) => span == TimeSpan.Zero ? null : (long)span.TotalMilliseconds;

    // What is out of this range was not written here, and is not to end the reading of all that follows.
    private static long Number(IDictionary<string, object?>? headers, string name) =>
        headers.Int64(name) is >= 0 and <= int.MaxValue and var number ? number : 0;
}
