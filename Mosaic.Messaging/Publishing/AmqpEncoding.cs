using System.Text;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>What a message is as AMQP properties, and whether these can be encoded.</summary>
internal static class AmqpEncoding
{
    /// <summary>A short string is at most so many bytes (AMQP 0-9-1, section 4.2.5.3).</summary>
    private const int MaxShortBytes = 255;

    /// <summary>A frame's own eight bytes, and class, weight and body size before the properties (AMQP 0-9-1, sections 4.2.3 and 4.2.6.1).</summary>
    private const int HeaderFrameBytes = 8 + 12;

    /// <summary>What the client refuses to encode without saying which field it is.</summary>
    public static MessageError NotEncodable { get; } = new(MessageErrorCodes.InvalidField, "A field of the message has no form in AMQP.");

    /// <summary>Makes the properties those of the message.</summary>
    public static void Fill(BasicProperties properties, OutgoingMessage message)
    {
        var fields = message.Message;
        EmptyValues.Mark(fields.Headers);
        if (fields.IsBinary)
        {
            BinaryData.Mark(fields.Headers);
        }

        properties.Headers = fields.Headers;
        properties.ContentType = fields.GetString(Fields.DataContentType) ?? (fields.IsBinary ? BinaryData.DefaultContentType : "application/json");
        properties.DeliveryMode = message.Persistent ? DeliveryModes.Persistent : DeliveryModes.Transient;
        properties.MessageId = fields.Id;
        properties.CorrelationId = fields.GetString(Fields.RequestId);
        properties.Type = fields.Kind;
        properties.ReplyTo = message.ReplyTo;
        properties.Timestamp = TimestampOf(fields);
    }

    /// <summary>Whether the message can be encoded, its properties into one frame (AMQP has no more for them).</summary>
    /// <param name="message">The message.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="frameMax">The connection's greatest frame in bytes; 0 for no limit.</param>
    public static MessageError? Check(OutgoingMessage message, BasicProperties properties, uint frameMax)
    {
        var error = CheckShort(Fields.Id, properties.MessageId)
            ?? CheckShort(Fields.RequestId, properties.CorrelationId)
            ?? CheckShort(Fields.Kind, properties.Type)
            ?? CheckShort(Fields.DataContentType, properties.ContentType)
            ?? CheckShort("reply-to", properties.ReplyTo)
            ?? CheckShort("routing key", message.RoutingKey);
        if (error is not null)
        {
            return error;
        }

        try
        {
            return frameMax != 0 && HeaderFrameBytes + ((IAmqpWriteable)properties).GetRequiredBufferSize() > frameMax
                ? new MessageError(MessageErrorCodes.FieldsTooLarge, $"The message's fields do not fit into an AMQP frame of {frameMax} bytes.")
                : null;
        }
        catch (Exception)
        {
            return NotEncodable; // A value of a type that AMQP does not have.
        }
    }

    // Unsigned seconds since 1970 (AMQP 0-9-1, section 4.2.5.4). What was before has no such form and is in the header alone.
    private static AmqpTimestamp TimestampOf(Message fields) =>
        Rfc3339.TryParse(fields.GetString(Fields.Time), out var sent) ? new AmqpTimestamp(Math.Max(0, sent.ToUnixTimeSeconds())) : default;

    private static MessageError? CheckShort(string field, string? text) =>
        text is null || text.Length <= MaxShortBytes / 3 || Encoding.UTF8.GetByteCount(text) <= MaxShortBytes
            ? null
            : new MessageError(MessageErrorCodes.InvalidField, $"The field '{field}' has more than the {MaxShortBytes} bytes of an AMQP short string.");
}
