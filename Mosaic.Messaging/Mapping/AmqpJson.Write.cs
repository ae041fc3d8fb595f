using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

public static partial class AmqpJson
{
    /// <summary>Writes one AMQP value as JSON. Takes every type that RabbitMQ.Client reads from a table.</summary>
    /// <exception cref="AmqpMappingException">NaN, an infinity, text that is not UTF-8, a type AMQP does not have, or nesting over <see cref="MessageLimits.MaxJsonDepth"/>.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        if (value is IDictionary<string, object?> or IList && writer.CurrentDepth >= MessageLimits.MaxJsonDepth && value is not byte[])
        {
            throw new AmqpMappingException($"An AMQP value is nested deeper than {MessageLimits.MaxJsonDepth}.");
        }

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
        writer.WriteStartArray();
        foreach (var value in array)
        {
            Write(writer, value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Whether bytes are one JSON value, nested no deeper than <see cref="MessageLimits.MaxJsonDepth"/>.</summary>
    internal static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MessageLimits.MaxJsonDepth });
            while (reader.Read())
            {
                // Only whether it can be read matters.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
