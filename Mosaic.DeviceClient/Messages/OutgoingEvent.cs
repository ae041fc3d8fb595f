using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mosaic.Devices;

/// <summary>An event to send. Only <see cref="Type"/> is needed; the service adds the rest of the CloudEvent.</summary>
public sealed class OutgoingEvent
{
    /// <summary>The CloudEvents type, such as <c>org.example.battery</c>; not empty.</summary>
    public required string Type { get; init; }

    /// <summary>Any JSON value as UTF-8; it reaches the backend byte for byte. Empty for no data.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Any bytes instead of <see cref="Data"/>; they go as <c>data_base64</c>. Null for none; empty bytes are bytes as well.</summary>
    public ReadOnlyMemory<byte>? Binary { get; init; }

    /// <summary>
    /// Names the message for acks and for dropping repeats: unique for the device, at most 128 bytes. When null,
    /// <see cref="DeviceClient.SendEventAsync(OutgoingEvent, CancellationToken)"/> makes one (UUIDv7) and
    /// <see cref="DeviceClient.PostEventAsync"/> sends without.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>What the event is about, within the device.</summary>
    public string? Subject { get; init; }

    /// <summary>When it happened by the device's clock.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The media type of <see cref="Data"/> or <see cref="Binary"/> where it is not JSON's own; at most 128 bytes.</summary>
    public string? DataContentType { get; init; }

    /// <summary>The URI of the schema of <see cref="Data"/>.</summary>
    public string? DataSchema { get; init; }

    /// <summary>Further fields, named by lower-case letters and digits; any JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Extensions { get; init; }

    /// <summary>An event whose data is <paramref name="data"/> written as JSON with the web defaults.</summary>
    [RequiresUnreferencedCode("Writes JSON by reflection; where code is trimmed use the overload with JsonTypeInfo.")]
    [RequiresDynamicCode("Writes JSON by reflection; where code is compiled ahead of time use the overload with JsonTypeInfo.")]
    public static OutgoingEvent Create<T>(string type, T data, string? id = null) =>
        new() { Type = type, Id = id, Data = JsonSerializer.SerializeToUtf8Bytes(data, JsonSerializerOptions.Web) };

    /// <summary>An event whose data is <paramref name="data"/> written as JSON as <paramref name="typeInfo"/> says.</summary>
    public static OutgoingEvent Create<T>(string type, T data, JsonTypeInfo<T> typeInfo, string? id = null) =>
        new() { Type = type, Id = id, Data = JsonSerializer.SerializeToUtf8Bytes(data, typeInfo) };
}

/// <summary>What the service said of one message.</summary>
public readonly record struct SendResult
{
    /// <summary>True: acked, RabbitMQ has it. False: refused, for the reason in <see cref="Code"/>.</summary>
    public bool Acked { get; private init; }

    /// <summary>The id it was sent with.</summary>
    public string Id { get; private init; }

    /// <summary>The refusal's <c>code</c>, such as <c>missing_type</c>; null when acked.</summary>
    public string? Code { get; private init; }

    /// <summary>The refusal's text for people; null when acked or when there was none.</summary>
    public string? Detail { get; private init; }

    /// <summary>Whether sending the same message again may help. The client never does so by itself: later messages would be overtaken.</summary>
    public bool Retry { get; private init; }

    internal static SendResult Ack(string id) => new() { Acked = true, Id = id };

    internal static SendResult Nack(string id, string code, string? detail, bool retry) =>
        new() { Id = id, Code = code, Detail = detail, Retry = retry };
}
