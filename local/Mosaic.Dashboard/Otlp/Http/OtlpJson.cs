using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;

namespace Mosaic.Dashboard.Otlp.Http;

/// <summary>
/// OTLP's JSON is protobuf's, except that trace and span ids are hexadecimal (opentelemetry.io/docs/specs/otlp,
/// section JSON Protobuf Encoding). They become base64 here, the rest is protobuf's own parser's.
/// </summary>
internal static class OtlpJson
{
    /// <summary>As deep as the protobuf parser follows.</summary>
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 100 };

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <exception cref="RequestRefusedException">It is not valid JSON, or not a message of this type.</exception>
    internal static T Parse<T>(MemoryStream body) where T : IMessage, new()
    {
        try
        {
            return Parser.Parse<T>(WithBase64Ids(body.GetBuffer().AsSpan(0, (int)body.Length)));
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidJsonException or InvalidProtocolBufferException or FormatException)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, invalid.Message, invalid);
        }
    }

    private static string WithBase64Ids(ReadOnlySpan<byte> json)
    {
        var copy = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(copy))
        {
            var reader = new Utf8JsonReader(json, Reading);
            var isId = false;
            while (reader.Read())
            {
                Copy(ref reader, writer, isId);
                isId = reader.TokenType == JsonTokenType.PropertyName && IsId(ref reader);
            }
        }

        return Encoding.UTF8.GetString(copy.WrittenSpan);
    }

    private static bool IsId(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("traceId"u8) || reader.ValueTextEquals("spanId"u8) || reader.ValueTextEquals("parentSpanId"u8)
        || reader.ValueTextEquals("trace_id"u8) || reader.ValueTextEquals("span_id"u8) || reader.ValueTextEquals("parent_span_id"u8);

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool isId)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: writer.WriteStartObject(); break;
            case JsonTokenType.EndObject: writer.WriteEndObject(); break;
            case JsonTokenType.StartArray: writer.WriteStartArray(); break;
            case JsonTokenType.EndArray: writer.WriteEndArray(); break;
            case JsonTokenType.PropertyName: writer.WritePropertyName(reader.GetString()!); break;
            case JsonTokenType.String when isId: writer.WriteBase64StringValue(Convert.FromHexString(reader.GetString()!)); break;
            case JsonTokenType.String: writer.WriteStringValue(reader.GetString()); break;
            case JsonTokenType.Number: writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true); break;
            case JsonTokenType.True: writer.WriteBooleanValue(true); break;
            case JsonTokenType.False: writer.WriteBooleanValue(false); break;
            case JsonTokenType.Null: writer.WriteNullValue(); break;
        }
    }
}
