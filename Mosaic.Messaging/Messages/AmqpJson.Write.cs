using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

public static partial class AmqpJson
{
    /// <summary>Writes one AMQP value as JSON. Takes every type that RabbitMQ.Client reads from a table.</summary>
    /// <exception cref="AmqpMappingException">NaN, an infinity, text that is not UTF-8, a type AMQP does not have, or nesting that leaves no level below <see cref="MessageLimits.MaxDepth"/>.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case byte[] text:
                WriteText(writer, text);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number:
                WriteDouble(writer, number);
                break;
            case float number:
                WriteDouble(writer, number);
                break;
            case AmqpTimestamp number:
                writer.WriteNumberValue(unchecked((ulong)number.UnixTime));
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case int or uint or short or ushort or sbyte or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case BinaryTableValue binary:
                WriteBytes(writer, binary.Bytes);
                break;
            case IDictionary<string, object?> table:
                WriteTable(writer, table);
                break;
            case IList array:
                WriteArray(writer, array);
                break;
            default:
                throw new AmqpMappingException($"An AMQP value of type {value.GetType().Name} has no JSON form.");
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            throw new AmqpMappingException("An AMQP string is not UTF-8 text.");
        }

        writer.WriteStringValue(text);
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            throw new AmqpMappingException("NaN and infinities have no JSON form.");
        }

        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(number, text, out var length);

        // A double stays one on the way back: 1.0 is not written as the integer 1.
        if (!text[..length].ContainsAny("eE."u8))
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private static void WriteBytes(Utf8JsonWriter writer, byte[] bytes)
    {
        writer.WriteStartArray();
        foreach (var item in bytes)
        {
            writer.WriteNumberValue(item);
        }

        writer.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter writer, IDictionary<string, object?> table)
    {
        CheckDepth(writer);
        writer.WriteStartObject();
        foreach (var (key, value) in table)
        {
            writer.WritePropertyName(key);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IList array)
    {
        CheckDepth(writer);
        writer.WriteStartArray();
        foreach (var value in array)
        {
            Write(writer, value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Whether bytes are one JSON value that is not too deep for <c>data</c>.</summary>
    internal static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return DepthOf(bytes) <= MessageLimits.MaxDataDepth;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes JSON text as it is, checked to be one JSON value that is not too deep for <c>data</c>.</summary>
    /// <returns>How many levels deep it is; 0 for what is no object and no array.</returns>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    /// <exception cref="AmqpMappingException">It is nested deeper than <see cref="MessageLimits.MaxDataDepth"/>.</exception>
    internal static int WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var depth = DepthOf(json);
        if (depth > MessageLimits.MaxDataDepth)
        {
            throw new AmqpMappingException($"The field 'data' is nested deeper than {MessageLimits.MaxDataDepth}.");
        }

        writer.WriteRawValue(json, skipInputValidation: true);
        return depth;
    }

    /// <summary>How many levels of objects and arrays a JSON text has.</summary>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    public static int DepthOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var depth = 0;
        while (reader.Read())
        {
            // The depth of a start is that of what surrounds it.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                depth = Math.Max(depth, reader.CurrentDepth + 1);
            }
        }

        return depth;
    }

    // A field of a message stays below the depth of the whole, so that the message fits into an array yet.
    private static void CheckDepth(Utf8JsonWriter writer)
    {
        if (writer.CurrentDepth >= MessageLimits.MaxDepth - 1)
        {
            throw new AmqpMappingException("A field is nested too deep.");
        }
    }

    /// <summary>The bytes that a value of this mapping takes in an AMQP table, its type octet included.</summary>
    internal static int EncodedSize(object? value) => value switch
    {
        null => 1,
        bool => 2,
        string text => 5 + Encoding.UTF8.GetByteCount(text),
        Dictionary<string, object?> table => 5 + table.Sum(entry => 1 + Encoding.UTF8.GetByteCount(entry.Key) + EncodedSize(entry.Value)),
        List<object?> array => 5 + array.Sum(EncodedSize),
        _ => 9,
    };
}
