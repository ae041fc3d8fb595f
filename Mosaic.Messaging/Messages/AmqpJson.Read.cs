using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

public static partial class AmqpJson
{
    /// <summary>Maps the JSON value at the reader's current token. The reader ends on the value's last token, error or not.</summary>
    /// <param name="reader">On the first token of the value; its depth limit must be off, depth is checked here.</param>
    /// <param name="field">The name of the field, for the error's text.</param>
    /// <param name="value">The AMQP value; null when there is an error.</param>
    /// <returns>Null when all is well.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static MessageError? TryRead(ref Utf8JsonReader reader, string field, out object? value)
    {
        var room = int.MaxValue;
        return TryRead(ref reader, field, ref room, out value);
    }

    /// <summary>The same, but no more is read than fits.</summary>
    /// <param name="reader">As above.</param>
    /// <param name="field">As above.</param>
    /// <param name="room">How many bytes the value may take in an AMQP table; what is left of them.</param>
    /// <param name="value">As above.</param>
    internal static MessageError? TryRead(ref Utf8JsonReader reader, string field, ref int room, out object? value)
    {
        var before = reader;
        var error = ReadValue(ref reader, field, 0, ref room, out value);
        if (error is not null)
        {
            value = null;
            reader = before;
            reader.Skip();
        }

        return error;
    }

    internal static MessageError TooLarge(string field) =>
        new(MessageErrorCodes.FieldsTooLarge, $"The field '{field}' does not fit into the AMQP headers beside the other fields.");

    private static MessageError? ReadValue(ref Utf8JsonReader reader, string field, int depth, ref int room, out object? value)
    {
        value = null;

        // No value takes less: a text at least a byte for each escape of six, any other its type alone.
        if ((room -= 1 + (reader.TokenType == JsonTokenType.String ? 4 + (reader.ValueSpan.Length / 6) : 0)) < 0)
        {
            return TooLarge(field);
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                value = true;
                return null;
            case JsonTokenType.False:
                value = false;
                return null;
            case JsonTokenType.Number:
                return ReadNumber(ref reader, field, out value);
            case JsonTokenType.String:
                return ReadString(ref reader, field, out value);
            case JsonTokenType.StartArray when depth < MessageLimits.MaxFieldDepth:
                return ReadArray(ref reader, field, depth + 1, ref room, out value);
            case JsonTokenType.StartObject when depth < MessageLimits.MaxFieldDepth:
                return ReadTable(ref reader, field, depth + 1, ref room, out value);
            default:
                return new MessageError(MessageErrorCodes.TooDeep,
                    $"The field '{field}' is nested deeper than {MessageLimits.MaxFieldDepth}.");
        }
    }

    private static MessageError? ReadNumber(ref Utf8JsonReader reader, string field, out object? value)
    {
        // "-0" is a double: an integer would lose the sign.
        if (reader.TryGetInt64(out var integer) && !(integer == 0 && reader.ValueSpan[0] == (byte)'-'))
        {
            value = integer;
        }
        else if (reader.TryGetUInt64(out var unsigned) && unsigned > long.MaxValue)
        {
            value = new AmqpTimestamp(unchecked((long)unsigned));
        }
        else if (reader.TryGetDouble(out var number) && double.IsFinite(number))
        {
            value = number;
        }
        else
        {
            value = null;
            return new MessageError(MessageErrorCodes.InvalidNumber,
                $"The field '{field}' holds a number that neither a 64-bit integer nor a double can hold.");
        }

        return null;
    }

    private static MessageError? ReadString(ref Utf8JsonReader reader, string field, out object? value)
    {
        try
        {
            value = reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            // RFC 8259, section 8.2: an escaped surrogate without its partner is no Unicode text.
            value = null;
            return new MessageError(MessageErrorCodes.InvalidField, $"The field '{field}' holds half of a surrogate pair.");
        }
    }

    private static MessageError? ReadArray(ref Utf8JsonReader reader, string field, int depth, ref int room, out object? value)
    {
        var array = new List<object?>();
        value = array;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadValue(ref reader, field, depth, ref room, out var element) is { } error)
            {
                return error;
            }

            array.Add(element);
        }

        return null;
    }

    private static MessageError? ReadTable(ref Utf8JsonReader reader, string field, int depth, ref int room, out object? value)
    {
        var table = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = table;
        Span<byte> key = stackalloc byte[MessageLimits.MaxKeyBytes];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (!TryReadKey(ref reader, key, out var length))
            {
                return new MessageError(MessageErrorCodes.InvalidName,
                    $"The field '{field}' holds a key that is no Unicode text or is over {MessageLimits.MaxKeyBytes} UTF-8 bytes.");
            }

            reader.Read();
            if (ReadValue(ref reader, field, depth, ref room, out var element) is { } error)
            {
                return error;
            }

            if (!table.TryAdd(Encoding.UTF8.GetString(key[..length]), element))
            {
                return new MessageError(MessageErrorCodes.RepeatedField, $"The field '{field}' holds an object with a repeated key.");
            }
        }

        return null;
    }

    /// <summary>Copies the property name under the reader, unescaped. False when it is over 255 bytes or no Unicode text.</summary>
    internal static bool TryReadKey(ref Utf8JsonReader reader, scoped Span<byte> key, out int length)
    {
        length = 0;
        // An escape is at most six bytes for one.
        if (reader.ValueSpan.Length > MessageLimits.MaxKeyBytes * (reader.ValueIsEscaped ? 6 : 1))
        {
            return false;
        }

        try
        {
            length = reader.CopyString(key);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
