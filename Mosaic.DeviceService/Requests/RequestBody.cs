using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Requests;

/// <summary>The shape of a request's body, for the OpenAPI document only: bodies are read without a model.</summary>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Data">Any JSON; reaches the device byte for byte.</param>
/// <param name="DataBase64">Instead of data: bytes in base64 (CloudEvents JSON format).</param>
/// <param name="Timeout">Seconds to wait for the device's confirmation, 1 to 300; 30 when absent.</param>
/// <param name="Id">At most 128 bytes; the header Idempotency-Key when that is given, generated otherwise.</param>
/// <param name="Subject">The CloudEvents subject.</param>
/// <param name="Time">RFC 3339; now when absent.</param>
/// <param name="Source">The CloudEvents source; <c>/hive</c> when absent.</param>
/// <param name="TimeToLive">With Prefer: respond-async, seconds that it is kept for a device that is not connected, 1 to 86,400; <c>timeout</c> when absent.</param>
internal sealed record RequestBody(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("data")] JsonElement? Data = null,
    [property: JsonPropertyName("data_base64")] string? DataBase64 = null,
    [property: JsonPropertyName("timeout")] double? Timeout = null,
    [property: JsonPropertyName("id")] string? Id = null,
    [property: JsonPropertyName("subject")] string? Subject = null,
    [property: JsonPropertyName("time")] DateTimeOffset? Time = null,
    [property: JsonPropertyName("source")] string? Source = null,
    [property: JsonPropertyName("ttl")] double? TimeToLive = null)
{
    /// <summary>Extensions: lower-case letters and digits.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extensions { get; init; }
}

/// <summary>The shape of a confirmed request's answer, for the OpenAPI document only.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Device">The device.</param>
/// <param name="Outcome"><c>confirmed</c>.</param>
/// <param name="Status">The device's status, 100 to 599; its business, not HTTP's.</param>
/// <param name="Data">The device's data, byte for byte.</param>
/// <param name="DataBase64">The device's binary data in base64, in place of data.</param>
/// <param name="ElapsedMs">Milliseconds from the call to the confirmation.</param>
internal sealed record RequestConfirmed(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("data")] JsonElement? Data,
    [property: JsonPropertyName("data_base64")] string? DataBase64,
    [property: JsonPropertyName("elapsedms")] long ElapsedMs);
