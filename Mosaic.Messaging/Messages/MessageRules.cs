using System.Buffers;
using System.Text;

namespace Mosaic.Messaging;

/// <summary>
/// What the fields of a message must look like, whoever sends it: the table "Device to service" of device-protocol.md. Reading has
/// bounded their number, size and names (<see cref="MessageReader"/>); what passes here as well can always be published.
/// </summary>
public static class MessageRules
{
    /// <summary>The CloudEvents version of every message.</summary>
    public const string SpecVersion = "1.0";

    /// <summary>What <see cref="IsCallersId"/> wants, for a person.</summary>
    public const string CallersIdForm = "a string of 1 to 128 letters, digits and -._~!$&'()*+,;=:@ (RFC 3986, an unescaped path segment), and not '.' or '..'";

    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@");

    private static readonly string[] OptionalTexts = [Fields.Subject, Fields.DataSchema, Fields.TraceParent, Fields.TraceState];

    /// <summary>The fields with a meaning: null means absent.</summary>
    private static readonly string[] Nullable =
    [
        Fields.Kind, Fields.Id, Fields.Type, Fields.RequestId, Fields.Status, Fields.Time, Fields.DataContentType, .. OptionalTexts,
        Fields.SpecVersion, Fields.Source, Fields.Device, Fields.Session, Fields.ReceivedAt, Fields.Late, Fields.Epoch, Fields.Deadline, Fields.Ack,
    ];

    /// <summary>Fields that only the services set, and whose value no sender can know.</summary>
    private static readonly string[] Reserved = [Fields.ReceivedAt, Fields.Late, Fields.Epoch, Fields.Deadline, Fields.Ack];

    /// <summary>Fields that only devices and the services set.</summary>
    private static readonly string[] ReservedToDevice = [Fields.Session, Fields.RequestId, Fields.Status, .. Reserved];

    private static readonly string[] OwnTypes =
        [MessageTypes.DeviceConnected, MessageTypes.DeviceDisconnected, MessageTypes.DeviceConfirmation, MessageTypes.RequestCompleted];

    /// <summary>Checks an event or confirmation of a device that was read without an error. Fields that are null and have a meaning are taken out.</summary>
    /// <returns>The first thing that is wrong, or null.</returns>
    public static MessageError? CheckFromDevice(Message message, Guid device, Guid session)
    {
        RemoveNulls(message);
        return CheckShort(message, Fields.Id)
            ?? CheckReserved(message, device, session)
            ?? (message.Kind == Kinds.Confirmation ? CheckConfirmation(message) : CheckEvent(message))
            ?? CheckShort(message, Fields.RequestId)
            ?? CheckCommon(message);
    }

    /// <summary>Checks an event or request for a device that was read without an error. Fields that are null and have a meaning are taken out.</summary>
    /// <param name="message">The message.</param>
    /// <param name="kind">What it has to be: one of <see cref="Kinds"/>.</param>
    /// <param name="device">The device it is for.</param>
    /// <returns>The first thing that is wrong, or null.</returns>
    public static MessageError? CheckToDevice(Message message, string kind, Guid device)
    {
        RemoveNulls(message);
        return CheckCallersId(message)
            ?? CheckAbsent(message, ReservedToDevice)
            ?? CheckType(message)
            ?? Disagrees(message, Fields.SpecVersion, SpecVersion)
            ?? Disagrees(message, Fields.Device, "", device)
            ?? (message[Fields.Kind] is null || message.Kind == kind ? null : Invalid(Fields.Kind, $"'{kind}'"))
            ?? CheckText(message, Fields.Source)
            ?? CheckCommon(message);
    }

    /// <summary>
    /// Whether the id of a message for a device can stand in an address: 1 to 128 of the characters that a path segment holds unescaped
    /// (RFC 3986, section 3.3: unreserved, sub-delims, ':' and '@'), and no dot segment.
    /// </summary>
    public static bool IsCallersId(string id) =>
        id.Length is >= 1 and <= MessageLimits.MaxShortBytes && id is not ("." or "..") && !id.AsSpan().ContainsAnyExcept(SegmentCharacters);

    private static MessageError? CheckCallersId(Message message) =>
        message[Fields.Id] is null || (message[Fields.Id] is string id && IsCallersId(id)) ? null : Invalid(Fields.Id, CallersIdForm);

    private static void RemoveNulls(Message message)
    {
        foreach (var field in Nullable)
        {
            if (message.Headers.TryGetValue(field, out var value) && value is null)
            {
                message.Headers.Remove(field);
            }
        }
    }

    private static MessageError? CheckEvent(Message message) =>
        CheckType(message) ?? (OwnTypes.Contains(message.Type)
            ? new MessageError(MessageErrorCodes.ReservedField, "The field 'type' names a type that only the service sends.")
            : null);

    private static MessageError? CheckType(Message message) => message[Fields.Type] switch
    {
        string { Length: > 0 } => null,
        null or string => new MessageError(MessageErrorCodes.MissingType, "An event needs a 'type': a non-empty string."),
        _ => Invalid(Fields.Type, "a non-empty string"),
    };

    private static MessageError? CheckConfirmation(Message message)
    {
        if (!message.Headers.ContainsKey(Fields.RequestId))
        {
            return new MessageError(MessageErrorCodes.MissingRequestId, "A confirmation needs a 'requestid': the id of the request.");
        }

        if (message.Headers.ContainsKey(Fields.Type))
        {
            return Invalid(Fields.Type, "absent in a confirmation");
        }

        return message[Fields.Status] is null or (long and >= 100 and <= 599) ? null : Invalid(Fields.Status, "an integer from 100 to 599");
    }

    /// <summary>A field that becomes an AMQP short string.</summary>
    private static MessageError? CheckShort(Message message, string field) =>
        message[field] is null || (message[field] is string { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) <= MessageLimits.MaxShortBytes)
            ? null
            : Invalid(field, $"a string of 1 to {MessageLimits.MaxShortBytes} UTF-8 bytes");

    private static MessageError? CheckReserved(Message message, Guid device, Guid session) =>
        Disagrees(message, Fields.SpecVersion, SpecVersion)
        ?? Disagrees(message, Fields.Source, "/devices/", device)
        ?? Disagrees(message, Fields.Device, "", device)
        ?? Disagrees(message, Fields.Session, "", session)
        ?? CheckAbsent(message, Reserved);

    private static MessageError? CheckAbsent(Message message, string[] fields)
    {
        foreach (var field in fields)
        {
            if (message.Headers.ContainsKey(field))
            {
                return new MessageError(MessageErrorCodes.ReservedField, $"The field '{field}' is set by the service.");
            }
        }

        return null;
    }

    // Hardly a message has these fields: the text to compare with is made only for one that has.
    private static MessageError? Disagrees(Message message, string field, string prefix, Guid id) =>
        message.Headers.ContainsKey(field) ? Disagrees(message, field, prefix + id) : null;

    private static MessageError? Disagrees(Message message, string field, string expected) =>
        !message.Headers.TryGetValue(field, out var value)
        || (value is string text && string.Equals(text, expected, StringComparison.OrdinalIgnoreCase))
            ? null
            : new MessageError(MessageErrorCodes.ReservedField, $"The field '{field}' is set by the service; the message has another value.");

    private static MessageError? CheckCommon(Message message)
    {
        if (message[Fields.Time] is { } time && !Rfc3339.TryParse(time as string, out _))
        {
            return Invalid(Fields.Time, "an RFC 3339 timestamp");
        }

        if (message[Fields.DataContentType] is { } contentType && !(contentType is string text && IsContentType(text)))
        {
            return Invalid(Fields.DataContentType, $"a media type of at most {MessageLimits.MaxShortBytes} printable ASCII characters");
        }

        foreach (var field in OptionalTexts)
        {
            if (CheckText(message, field) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static MessageError? CheckText(Message message, string field) =>
        message[field] is null or string { Length: > 0 } ? null : Invalid(field, "a non-empty string");

    private static bool IsContentType(string text) =>
        text.Length is > 0 and <= MessageLimits.MaxShortBytes && text.Contains('/') && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static MessageError Invalid(string field, string must) =>
        new(MessageErrorCodes.InvalidField, $"The field '{field}' must be {must}.");
}
