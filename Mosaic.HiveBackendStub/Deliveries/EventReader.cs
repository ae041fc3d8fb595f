using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>Reads CloudEvents in the JSON format, single or batched, straight off the bytes.</summary>
internal static class EventReader
{
    // The reader does not recurse, so depth costs it nothing; what a device nests in its data is its own business.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <exception cref="InvalidEventException">The bytes are not what they are said to be.</exception>
    internal static DeliveredEvent[] Read(ReadOnlySpan<byte> body, bool batch)
    {
        // The JSON reader leaves the strings it skips unchecked, and they are handed out again.
        if (!Utf8.IsValid(body))
        {
            throw new InvalidEventException("The body is not UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(body, AnyDepth);
            reader.Read();
            DeliveredEvent[] events = batch ? ReadBatch(ref reader, body) : [ReadEvent(ref reader, body)];
            reader.Read(); // Throws when anything follows.
            return events;
        }
        catch (JsonException error)
        {
            throw new InvalidEventException("The body is not JSON.", error);
        }
    }

    private static DeliveredEvent[] ReadBatch(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidEventException("A batch must be a JSON array.");
        }

        var events = new List<DeliveredEvent>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            events.Add(ReadEvent(ref reader, body));
        }

        return [.. events];
    }

    private static DeliveredEvent ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidEventException("An event must be a JSON object.");
        }

        var start = (int)reader.TokenStartIndex;
        string? version = null, id = null, source = null, type = null;
        Guid? device = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("specversion"u8))
            {
                version = Text(ref reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                source = Text(ref reader);
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                type = Text(ref reader);
            }
            else if (reader.ValueTextEquals("device"u8))
            {
                device = Uuid(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
        if (version != "1.0")
        {
            throw new InvalidEventException("specversion must be \"1.0\".");
        }

        var identity = DeliveredEvent.IdentityOf(Required("source", source), Required("id", id));
        return new DeliveredEvent(identity, Required("type", type), device, body[start..(int)reader.BytesConsumed].ToArray());
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static Guid? Uuid(ref Utf8JsonReader reader) =>
        Http.Uuid.TryParse(Text(ref reader), out var device) ? device : null;

    private static string Required(string name, string? value) =>
        string.IsNullOrEmpty(value) ? throw new InvalidEventException($"{name} must be a string that is not empty.") : value;
}

/// <summary>One CloudEvent out of a delivery.</summary>
/// <param name="Identity">Of its source and id together, which is what CloudEvents promises to be unique.</param>
/// <param name="Type">Its <c>type</c>.</param>
/// <param name="Device">Its <c>device</c>, when that is a UUID.</param>
/// <param name="Json">Its own JSON, byte for byte as delivered.</param>
internal sealed record DeliveredEvent(UInt128 Identity, string Type, Guid? Device, byte[] Json)
{
    private const int IdentityOnStack = 512;

    /// <summary>Its place in the <see cref="MessageStore"/>, that of its first delivery where this one repeats it; 0 before it is stored.</summary>
    internal long Sequence { get; set; }

    /// <summary>
    /// 128 bits of a hash, so that a million remembered events cost megabytes and their ids may have any length.
    /// The source belongs to it: devices choose their ids, and two of them may choose the same.
    /// </summary>
    internal static UInt128 IdentityOf(string source, string id)
    {
        var most = sizeof(int) + Encoding.UTF8.GetMaxByteCount(source.Length + id.Length);
        Span<byte> text = most <= IdentityOnStack ? stackalloc byte[IdentityOnStack] : new byte[most];

        // The length first, so that no other source and id run together to the same text.
        BinaryPrimitives.WriteInt32LittleEndian(text, source.Length);
        var length = sizeof(int) + Encoding.UTF8.GetBytes(source, text[sizeof(int)..]);
        length += Encoding.UTF8.GetBytes(id, text[length..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}

/// <summary>A delivery that is no CloudEvent; the message may be shown to the sender.</summary>
internal sealed class InvalidEventException(string message, Exception? inner = null) : Exception(message, inner);
