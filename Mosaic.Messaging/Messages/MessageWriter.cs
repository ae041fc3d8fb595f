using System.Text.Json;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>Writes a message that came from RabbitMQ as the JSON object that devices and the Hive Backend see.</summary>
public static class MessageWriter
{
    /// <summary>
    /// Writes one JSON object: every header as a member, the body as <c>data</c> byte for byte, or as <c>data_base64</c> when it is
    /// binary data (<see cref="BinaryData"/>). Headers that are not fields (RabbitMQ's own <c>x-…</c> and any other name CloudEvents
    /// does not allow) are left out.
    /// </summary>
    /// <param name="writer">Where to; one object is written, nothing is flushed.</param>
    /// <param name="properties">What a consumer received. Empty tables and arrays that the client has read as null are put back.</param>
    /// <param name="body">The AMQP body: JSON text, binary data, or empty. When empty, a header <c>data</c> takes its place.</param>
    /// <returns>How many levels deep the object is with its <c>data</c>, at most <see cref="MessageLimits.MaxDepth"/>; other fields are never that deep.</returns>
    /// <exception cref="AmqpMappingException">A header has no JSON form (NaN, an infinity, text that is not UTF-8), or something is nested too deep.</exception>
    /// <exception cref="JsonException">The body is neither JSON nor binary data.</exception>
    public static int Write(Utf8JsonWriter writer, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body) =>
        Write(writer, properties.Headers, body, BinaryData.IsIn(properties, body));

    /// <summary>Writes headers and a body that is JSON, or binary data if the headers mark it; see the other overload.</summary>
    public static int Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>>? headers, ReadOnlySpan<byte> body) =>
        Write(writer, headers, body, headers is IDictionary<string, object?> given && BinaryData.IsMarked(given));

    /// <summary>Writes headers and a body of which it is known whether it is binary data; see the other overload.</summary>
    public static int Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>>? headers, ReadOnlySpan<byte> body, bool binary)
    {
        if (headers is IDictionary<string, object?> changeable)
        {
            EmptyValues.Restore(changeable);
        }

        var hasData = binary || !body.IsEmpty;
        writer.WriteStartObject();
        if (headers is Dictionary<string, object?> dictionary)
        {
            foreach (var (name, value) in dictionary)
            {
                WriteField(writer, name, value, hasData);
            }
        }
        else if (headers is not null)
        {
            foreach (var (name, value) in headers)
            {
                WriteField(writer, name, value, hasData);
            }
        }

        var levels = 1;
        if (binary)
        {
            writer.WriteBase64String(Fields.DataBase64, body);
        }
        else if (!body.IsEmpty)
        {
            writer.WritePropertyName(Fields.Data);
            levels += AmqpJson.WriteRaw(writer, body);
        }

        writer.WriteEndObject();
        return levels;
    }

    private static void WriteField(Utf8JsonWriter writer, string name, object? value, bool hasData)
    {
        if (!Fields.IsValidName(name) || (name == Fields.Data && hasData))
        {
            return;
        }

        writer.WritePropertyName(name);
        AmqpJson.Write(writer, value);
    }
}
