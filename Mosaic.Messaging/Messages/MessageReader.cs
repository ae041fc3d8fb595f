using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>Reads a message's JSON into AMQP header values and the untouched bytes of <c>data</c>, in one pass and with no DOM.</summary>
public static class MessageReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads one JSON object into <paramref name="message"/>.</summary>
    /// <param name="json">UTF-8 JSON. <see cref="Message.Data"/> becomes a part of this memory.</param>
    /// <param name="message">An empty message. Filled as far as its fields are sound, so that an error can name its <c>id</c>.</param>
    /// <returns>Null when all is well, otherwise the first thing that is wrong with the fields.</returns>
    /// <exception cref="JsonException">The text is not JSON, or not one object.</exception>
    public static MessageError? Read(ReadOnlyMemory<byte> json, Message message)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The message is not a JSON object.");
        }

        MessageError? first = null;
        long fieldBytes = 0;
        var hasData = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = reader.TokenStartIndex;
            var name = ReadName(ref reader, ref first);
            reader.Read();
            if (name == Fields.Data)
            {
                first ??= hasData ? Repeated(name) : null;
                hasData = true;
                message.Data = ReadData(ref reader, json, ref first);
            }
            else
            {
                ReadField(ref reader, name, message, ref first);
                fieldBytes += reader.BytesConsumed - start;
            }
        }

        reader.Read(); // Only white space may follow.
        if (fieldBytes > MessageLimits.MaxFieldsBytes)
        {
            first ??= new MessageError(MessageErrorCodes.FieldsTooLarge,
                $"The fields other than data have {fieldBytes} bytes; at most {MessageLimits.MaxFieldsBytes} are allowed.");
        }

        return first;
    }

    private static string? ReadName(ref Utf8JsonReader reader, ref MessageError? first)
    {
        if (!reader.ValueIsEscaped && Fields.IsValidName(reader.ValueSpan) && reader.ValueSpan.Length <= MessageLimits.MaxKeyBytes)
        {
            return Fields.NameOf(reader.ValueSpan);
        }

        Span<byte> unescaped = stackalloc byte[MessageLimits.MaxKeyBytes];
        if (AmqpJson.TryReadKey(ref reader, unescaped, out var length) && Fields.IsValidName(unescaped[..length]))
        {
            return Fields.NameOf(unescaped[..length]);
        }

        first ??= new MessageError(MessageErrorCodes.InvalidName,
            "A field's name is not 1 to 255 lower-case letters and digits.");
        return null;
    }

    private static void ReadField(ref Utf8JsonReader reader, string? name, Message message, ref MessageError? first)
    {
        if (name is null)
        {
            reader.Skip();
        }
        else if (AmqpJson.TryRead(ref reader, name, out var value) is { } error)
        {
            first ??= error;
        }
        else if (!message.Headers.TryAdd(name, value))
        {
            first ??= Repeated(name);
        }
    }

    private static ReadOnlyMemory<byte> ReadData(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ref MessageError? first)
    {
        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                // The depth of a start is that of what surrounds it.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth - depth >= MessageLimits.MaxDataDepth)
                {
                    first ??= new MessageError(MessageErrorCodes.TooDeep,
                        $"The field 'data' is nested deeper than {MessageLimits.MaxDataDepth}.");
                }
            }
        }

        return json[start..(int)reader.BytesConsumed];
    }

    private static MessageError Repeated(string name) =>
        new(MessageErrorCodes.RepeatedField, $"The field '{name}' stands there twice.");
}
