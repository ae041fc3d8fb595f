using System.Text;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Protocol;

/// <summary>What an event or confirmation of a device must look like; the table "Device to service" of device-protocol.md.</summary>
internal static class DeviceMessageRules
{
    private const int MaxContentTypeBytes = 127; // RFC 6838, section 4.2, allows 127 for each half; no registered type comes near.

    private static readonly string[] OptionalTexts = [Fields.Subject, Fields.DataSchema, Fields.TraceParent, Fields.TraceState];

    private static readonly string[] Nullable =
        [Fields.Kind, Fields.Id, Fields.Type, Fields.RequestId, Fields.Status, Fields.Time, Fields.DataContentType, .. OptionalTexts];

    private static readonly string[] OwnTypes =
        [MessageTypes.DeviceConnected, MessageTypes.DeviceDisconnected, MessageTypes.DeviceConfirmation, MessageTypes.RequestCompleted];

    /// <summary>Checks a message that was read without an error. Optional fields that are null are taken out: null means absent.</summary>
    /// <returns>The first thing that is wrong, or null.</returns>
    public static MessageError? Check(Message message, Guid device, Guid session)
    {
        RemoveNulls(message);
        return CheckId(message, Fields.Id)
            ?? CheckReserved(message, device, session)
            ?? (message.Kind == Kinds.Confirmation ? CheckConfirmation(message) : CheckEvent(message))
            ?? CheckCommon(message);
    }

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

    private static MessageError? CheckEvent(Message message)
    {
        if (message.Type is not { Length: > 0 } type)
        {
            return message.Headers.GetValueOrDefault(Fields.Type) is null or string
                ? new MessageError(MessageErrorCodes.MissingType, "An event needs a 'type': a non-empty string.")
                : Invalid(Fields.Type, "a non-empty string");
        }

        return OwnTypes.Contains(type)
            ? new MessageError(MessageErrorCodes.ReservedField, "The field 'type' names a type that only the service sends.")
            : null;
    }

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

        return CheckId(message, Fields.RequestId)
            ?? (message[Fields.Status] is null or (long and >= 100 and <= 599) ? null : Invalid(Fields.Status, "an integer from 100 to 599"));
    }

    private static MessageError? CheckId(Message message, string field) =>
        message[field] is null || (message[field] is string { Length: > 0 } id && Encoding.UTF8.GetByteCount(id) <= Fields.MaxIdBytes)
            ? null
            : Invalid(field, $"a string of 1 to {Fields.MaxIdBytes} UTF-8 bytes");

    private static MessageError? CheckReserved(Message message, Guid device, Guid session) =>
        Disagrees(message, Fields.SpecVersion, "1.0")
        ?? Disagrees(message, Fields.Source, "/devices/", device)
        ?? Disagrees(message, Fields.Device, "", device)
        ?? Disagrees(message, Fields.Session, "", session)
        ?? Disagrees(message, Fields.ReceivedAt, null);

    // Hardly a message has these fields: the text to compare with is made only for one that has.
    private static MessageError? Disagrees(Message message, string field, string prefix, Guid id) =>
        message.Headers.ContainsKey(field) ? Disagrees(message, field, prefix + id) : null;

    private static MessageError? Disagrees(Message message, string field, string? expected) =>
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
            return Invalid(Fields.DataContentType, $"a media type of at most {MaxContentTypeBytes} printable ASCII characters");
        }

        foreach (var field in OptionalTexts)
        {
            if (message[field] is not (null or string { Length: > 0 }))
            {
                return Invalid(field, "a non-empty string");
            }
        }

        return null;
    }

    private static bool IsContentType(string text) =>
        text.Length is > 0 and <= MaxContentTypeBytes && text.Contains('/') && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static MessageError Invalid(string field, string must) =>
        new(MessageErrorCodes.InvalidField, $"The field '{field}' must be {must}.");
}
