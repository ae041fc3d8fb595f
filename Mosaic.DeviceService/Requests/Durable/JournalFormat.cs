using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>
/// The entries of the journal as AMQP messages. Only text and whole numbers are in headers: a stream of RabbitMQ 3.10 drops
/// tables and arrays, so what a caller sent is in the body as it came.
/// </summary>
internal static class JournalFormat
{
    private const string About = "about";
    private const string Timeout = "timeoutms";
    private const string TimeToLive = "ttlms";
    private const string Dispatch = "dispatch";
    private const string Confirmation = "confirmation";
    private const string Binary = "binary";

    private const int MaxYear = 9999; // A time to live is added to it.

    internal static void Write(JournalEntry entry, Message message)
    {
        message[Fields.Kind] = entry.Kind;
        message[Fields.Id] = entry.Id.ToString("D");
        message[Fields.Time] = Rfc3339.Format(entry.Time);
        message.Data = entry.Body;
        if (entry.Kind == JournalKinds.Mark) return;
        message[About] = entry.Key.Kind;
        message[Fields.Device] = Topology.DeviceKey(entry.Key.Device);
        message[Fields.RequestId] = entry.Key.Id;
        message[Timeout] = Milliseconds(entry.Timeout);
        message[TimeToLive] = Milliseconds(entry.TimeToLive);
        message[Dispatch] = entry.Dispatch == default ? null : entry.Dispatch.ToString("D");
        message[Fields.Status] = entry.Status == 0 ? null : (long)entry.Status;
        message[Confirmation] = entry.Confirmation;
        message[Binary] = entry.IsBinary ? 1L : null;
    }

    /// <summary>Reads an entry, copying what it keeps; null when the message is none.</summary>
    internal static JournalEntry? Read(Delivery delivery)
    {
        var headers = delivery.Properties.Headers;
        if (delivery.Properties.Type is not { } kind
            || headers.Uuid(Fields.Id) is not { } id
            || headers.Time(Fields.Time) is not { Year: < MaxYear } time) return null;
        if (kind == JournalKinds.Mark) return new JournalEntry(kind, default, id, time);
        if (headers.Text(About) is not { } about
            || headers.Uuid(Fields.Device) is not { } device
            || headers.Text(Fields.RequestId) is not { } name) return null;
        return new JournalEntry(kind, new JournalKey(about, device, name), id, time)
        {
            Body = delivery.Body.ToArray(),
            Timeout = TimeSpan.FromMilliseconds(Number(headers, Timeout)),
            TimeToLive = TimeSpan.FromMilliseconds(Number(headers, TimeToLive)),
            TraceParent = headers.Text(Fields.TraceParent),
            Dispatch = headers.Uuid(Dispatch) ?? default,
            Status = (int)Number(headers, Fields.Status),
            IsBinary = Number(headers, Binary) == 1,
            Confirmation = headers.Text(Confirmation),
        };
    }

    private static long? Milliseconds(TimeSpan span) => span == TimeSpan.Zero ? null : (long)span.TotalMilliseconds;

    // What is out of this range was not written here, and is not to end the reading of all that follows.
    private static long Number(IDictionary<string, object?>? headers, string name) =>
        headers.Int64(name) is >= 0 and <= int.MaxValue and var number ? number : 0;
}
