using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mosaic.Messaging;

/// <summary>
/// The mapping between JSON and AMQP 0-9-1 field values, in both directions and for any depth: that of the
/// <c>amqp-value-json</c> crate. In .NET an AMQP value is what RabbitMQ.Client reads and writes:
/// <list type="table">
/// <item><term>null</term><description>null, AMQP void <c>V</c></description></item>
/// <item><term>true, false</term><description><see cref="bool"/>, AMQP boolean <c>t</c></description></item>
/// <item><term>an integer within int64</term><description><see cref="long"/>, AMQP <c>l</c></description></item>
/// <item><term>an integer above int64, within uint64</term><description><see cref="RabbitMQ.Client.AmqpTimestamp"/>, AMQP <c>T</c></description></item>
/// <item><term>another number</term><description><see cref="double"/>, AMQP <c>d</c></description></item>
/// <item><term>a string</term><description><see cref="string"/> (read back as UTF-8 bytes), AMQP long string <c>S</c></description></item>
/// <item><term>an array</term><description><see cref="List{T}"/>, AMQP array <c>A</c></description></item>
/// <item><term>an object</term><description><see cref="Dictionary{TKey,TValue}"/>, AMQP table <c>F</c></description></item>
/// </list>
/// </summary>
public static partial class AmqpJson
{
    /// <summary>How the JSON of this mapping is written: nothing escaped that JSON does not require.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Maps one JSON text to an AMQP value.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="AmqpMappingException">The value has no AMQP form.</exception>
    public static object? FromJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        var error = TryRead(ref reader, "value", out var value);
        reader.Read(); // Anything but white space after the value is not JSON.
        return error is null ? value : throw new AmqpMappingException(error.Detail);
    }

    /// <summary>Maps one AMQP value to JSON text.</summary>
    /// <exception cref="AmqpMappingException">The value has no JSON form.</exception>
    public static byte[] ToJson(object? value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        Write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>An AMQP value has no JSON form, or a JSON value no AMQP form; the message says which and where.</summary>
public sealed class AmqpMappingException(string message) : Exception(message);
