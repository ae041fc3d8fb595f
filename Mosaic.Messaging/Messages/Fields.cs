using System.Buffers;

namespace Mosaic.Messaging;

/// <summary>
/// The names of the fields that Mosaic knows. Each is a JSON member, an AMQP header and a CloudEvents attribute of the
/// same name (CloudEvents 1.0, section "Context Attributes"); all are lower-case letters and digits.
/// </summary>
public static class Fields
{
    /// <summary>What the message is: one of <see cref="Kinds"/>.</summary>
    public const string Kind = "kind";

    /// <summary>CloudEvents <c>id</c>: a string of at most <see cref="MessageLimits.MaxShortBytes"/> bytes, kept on every hop and retry.</summary>
    public const string Id = "id";

    /// <summary>CloudEvents <c>type</c>: a non-empty string.</summary>
    public const string Type = "type";

    /// <summary>CloudEvents <c>specversion</c>: always <c>1.0</c>.</summary>
    public const string SpecVersion = "specversion";

    /// <summary>CloudEvents <c>source</c>: <c>/devices/{uuid}</c> for messages of a device.</summary>
    public const string Source = "source";

    /// <summary>CloudEvents <c>time</c>: an RFC 3339 timestamp.</summary>
    public const string Time = "time";

    /// <summary>CloudEvents <c>subject</c>.</summary>
    public const string Subject = "subject";

    /// <summary>CloudEvents <c>datacontenttype</c>: the media type of <c>data</c>, JSON when absent.</summary>
    public const string DataContentType = "datacontenttype";

    /// <summary>CloudEvents <c>dataschema</c>.</summary>
    public const string DataSchema = "dataschema";

    /// <summary>The payload: any JSON. The one field that is not an AMQP header but the body, byte for byte.</summary>
    public const string Data = "data";

    /// <summary>
    /// Instead of <see cref="Data"/>: binary data in base64 (CloudEvents JSON format, section 3.1.1). The AMQP body is the bytes themselves.
    /// </summary>
    public const string DataBase64 = "data_base64";

    /// <summary>The device's UUID, lower case with hyphens.</summary>
    public const string Device = "device";

    /// <summary>The UUID of the device's session.</summary>
    public const string Session = "session";

    /// <summary>When the WebSocket Service received the message: an RFC 3339 timestamp.</summary>
    public const string ReceivedAt = "receivedat";

    /// <summary>In a confirmation: the <c>id</c> of the request that it answers.</summary>
    public const string RequestId = "requestid";

    /// <summary>In a confirmation: the device's status, 100 to 599.</summary>
    public const string Status = "status";

    /// <summary>In a request: until when the answer is awaited, an RFC 3339 timestamp.</summary>
    public const string Deadline = "deadline";

    /// <summary>In a confirmation delivered to the Hive Backend: true when it came after its deadline.</summary>
    public const string Late = "late";

    /// <summary>In a presence event: 16 decimal digits that grow with every session of a device; between the services a number.</summary>
    public const string Epoch = "epoch";

    /// <summary>In a message that was kept for its device: true, the device is to acknowledge it.</summary>
    public const string Ack = "ack";

    /// <summary>W3C Trace Context <c>traceparent</c> (CloudEvents distributed tracing extension).</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C Trace Context <c>tracestate</c>.</summary>
    public const string TraceState = "tracestate";

    private static readonly SearchValues<char> NameChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789"u8);

    private static readonly string[] Known =
    [
        Kind, Id, Type, SpecVersion, Source, Time, Subject, DataContentType, DataSchema, Data, Device, Session,
        ReceivedAt, RequestId, Status, Deadline, Late, Epoch, Ack, TraceParent, TraceState,
    ];

    private static readonly string[][] KnownByLength = Enumerable.Range(0, Known.Max(name => name.Length) + 1)
        .Select(length => Known.Where(name => name.Length == length).ToArray())
        .ToArray();

    /// <summary>The string for a field name given as UTF-8, without allocating for the names above.</summary>
    internal static string NameOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < KnownByLength.Length)
        {
            foreach (var name in KnownByLength[utf8.Length])
            {
                if (System.Text.Ascii.Equals(utf8, name))
                {
                    return name;
                }
            }
        }

        return System.Text.Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Whether a name is what CloudEvents allows: one or more lower-case ASCII letters and digits.</summary>
    internal static bool IsValidName(ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && !utf8.ContainsAnyExcept(NameBytes);

    /// <summary>The same for text.</summary>
    internal static bool IsValidName(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(NameChars);
}
