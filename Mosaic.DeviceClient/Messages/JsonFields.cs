using System.Text.Json;

namespace Mosaic.Devices;

/// <summary>Reads single values; a value of another type is a <see cref="JsonException"/>, as the rest of bad JSON is.</summary>
internal static class JsonFields
{
    /// <summary>How deep somebody else's data is nested is not for the carrier to refuse.</summary>
    public static readonly JsonReaderOptions Deep = new() { MaxDepth = 1_000 };

    /// <summary>Whether a reader threw it for what it read: bad JSON, a value of another type, or a text that is none, such as half of a surrogate pair.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is JsonException || (exception is InvalidOperationException { Source: { } source } && source.StartsWith("System.Text.Json", StringComparison.Ordinal));

    public static void Begin(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not a JSON object.");
        }
    }

    public static string? String(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String => json.GetString(),
        JsonTokenType.Null => null,
        _ => throw new JsonException("Not a string."),
    };

    public static DateTimeOffset Time(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String && (json.TryGetDateTimeOffset(out var time) || Rfc3339.TryParse(json.GetString()!, out time))
            ? time
            : throw new JsonException("Not a time.");

    public static ReadOnlyMemory<byte>? Bytes(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String when json.TryGetBytesFromBase64(out var bytes) => bytes,
        JsonTokenType.Null => null,
        _ => throw new JsonException("Not base64."),
    };

    public static int Integer(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number)
            ? number
            : throw new JsonException("Not an integer.");

    public static double Number(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number)
            ? number
            : throw new JsonException("Not a number.");

    public static Guid Uuid(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String && json.TryGetGuid(out var uuid)
            ? uuid
            : throw new JsonException("Not a UUID.");

    public static bool Boolean(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new JsonException("Not true or false."),
    };
}
