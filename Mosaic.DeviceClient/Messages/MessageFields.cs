using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>The fields of an event or request as they are read from a frame.</summary>
internal sealed class MessageFields
{
    public string? Id { get; private set; }

    public string? Type { get; private set; }

    public string? Source { get; private set; }

    public string? Subject { get; private set; }

    public DateTimeOffset? Time { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    public string? DataContentType { get; private set; }

    public string? DataSchema { get; private set; }

    public string? TraceParent { get; private set; }

    public string? TraceState { get; private set; }

    public ReadOnlyMemory<byte> Data { get; private set; }

    public ReadOnlyMemory<byte>? Binary { get; private set; }

    public Dictionary<string, JsonElement>? Extensions { get; private set; }

    /// <summary>Reads one object; <see cref="Data"/> is a part of <paramref name="frame"/>, not a copy.</summary>
    /// <exception cref="JsonException">Not an object, or a known field of another type.</exception>
    public static MessageFields Read(ReadOnlyMemory<byte> frame)
    {
        var fields = new MessageFields();
        var json = new Utf8JsonReader(frame.Span, JsonFields.Deep);
        JsonFields.Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.ReadField(ref json, frame);
        }

        return fields;
    }

    private void ReadField(ref Utf8JsonReader json, ReadOnlyMemory<byte> frame)
    {
        var name = json.GetString()!;
        json.Read();
        switch (name)
        {
            case "id": Id = JsonFields.String(ref json); break;
            case "type": Type = JsonFields.String(ref json); break;
            case "source": Source = JsonFields.String(ref json); break;
            case "subject": Subject = JsonFields.String(ref json); break;
            case "time": Time = JsonFields.Time(ref json); break;
            case "deadline": Deadline = JsonFields.Time(ref json); break;
            case "datacontenttype": DataContentType = JsonFields.String(ref json); break;
            case "dataschema": DataSchema = JsonFields.String(ref json); break;
            case "traceparent": TraceParent = JsonFields.String(ref json); break;
            case "tracestate": TraceState = JsonFields.String(ref json); break;
            case "data":
                var start = (int)json.TokenStartIndex;
                json.Skip();
                Data = frame[start..(int)json.BytesConsumed];
                break;
            case "data_base64":
                Binary = JsonFields.Bytes(ref json);
                break;
            default:
                var element = JsonElement.ParseValue(ref json);
                if (!ExtensionNames.IsTaken(name))
                {
                    (Extensions ??= [])[name] = element;
                }

                break;
        }
    }
}
