using System.Text.Json;
using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>Writes a message that came from RabbitMQ as the JSON object that devices and the Hive Backend see.</summary>
public static class MessageWriter
{
    /// <summary>
    /// Writes one JSON object: every header as a member, the body as <c>data</c> byte for byte. Headers that are not
    /// fields (RabbitMQ's own <c>x-…</c> and any other name CloudEvents does not allow) are left out.
    /// </summary>
    /// <param name="writer">Where to; one object is written, nothing is flushed.</param>
    /// <param name="headers">The AMQP headers; null counts as none. Empty tables and arrays that the client has read as null are put back.</param>
    /// <param name="body">The AMQP body: JSON text, or empty. When empty, a header <c>data</c> takes its place.</param>
    /// <returns>How many levels deep the object is with its <c>data</c>, at most <see cref="MessageLimits.MaxDepth"/>; other fields are never that deep.</returns>
    /// <exception cref="AmqpMappingException">A header has no JSON form (NaN, an infinity, text that is not UTF-8), or something is nested too deep.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static int Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>>? headers, ReadOnlySpan<byte> body)
    {
        if (headers is IDictionary<string, object?> changeable)
        {
            EmptyValues.Restore(changeable);
        }

        writer.WriteStartObject();
        if (headers is Dictionary<string, object?> dictionary)
        {
            foreach (var (name, value) in dictionary)
            {
                WriteField(writer, name, value, body);
            }
        }
        else if (headers is not null)
        {
            foreach (var (name, value) in headers)
            {
                WriteField(writer, name, value, body);
            }
        }

        var levels = 1;
        if (!body.IsEmpty)
        {
            writer.WritePropertyName(Fields.Data);
            levels += AmqpJson.WriteRaw(writer, body);
        }

        writer.WriteEndObject();
        return levels;
    }

    /// <summary>Writes what a consumer received; see the other overload.</summary>
    public static int Write(Utf8JsonWriter writer, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body) =>
        Write(writer, properties.Headers, body);

    private static void WriteField(Utf8JsonWriter writer, string name, object? value, ReadOnlySpan<byte> body)
    {
        if (!Fields.IsValidName(name) || (name == Fields.Data && !body.IsEmpty))
        {
            return;
        }

        writer.WritePropertyName(name);
        AmqpJson.Write(writer, value);
    }
}
