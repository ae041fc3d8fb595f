using Mosaic.DeviceService.Deliver;
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
    }

    /// <summary>Reads an entry, copying what it keeps; null when the message is none.</summary>
    internal static JournalEntry? Read(Delivery delivery)
    {
        var headers = delivery.Properties.Headers;
        if (delivery.Properties.Type is not { } kind
            || !Guid.TryParse(HeaderText.Get(headers, Fields.Id), out var id)
            || !Rfc3339.TryParse(HeaderText.Get(headers, Fields.Time), out var time)) return null;
        if (kind == JournalKinds.Mark) return new JournalEntry(kind, default, id, time);
        if (HeaderText.Get(headers, About) is not { } about
            || !Guid.TryParse(HeaderText.Get(headers, Fields.Device), out var device)
            || HeaderText.Get(headers, Fields.RequestId) is not { } name) return null;
        return new JournalEntry(kind, new JournalKey(about, device, name), id, time)
        {
            Body = delivery.Body.ToArray(),
            Timeout = TimeSpan.FromMilliseconds(Number(headers!, Timeout)),
            TimeToLive = TimeSpan.FromMilliseconds(Number(headers!, TimeToLive)),
            TraceParent = HeaderText.Get(headers, Fields.TraceParent),
            Dispatch = Guid.TryParse(HeaderText.Get(headers, Dispatch), out var dispatch) ? dispatch : default,
            Status = (int)Number(headers!, Fields.Status),
            Confirmation = HeaderText.Get(headers, Confirmation),
        };
    }

    private static long? Milliseconds(TimeSpan span) => span == TimeSpan.Zero ? null : (long)span.TotalMilliseconds;

    // What is out of this range was not written here, and is not to end the reading of all that follows.
    private static long Number(IDictionary<string, object?> headers, string name)
    {
        var number = (headers.TryGetValue(name, out var found) ? found : null) switch
        {
            long value => value,
            int value => value,
            _ => 0,
        };
        return number is >= 0 and <= int.MaxValue ? number : 0;
    }
}
