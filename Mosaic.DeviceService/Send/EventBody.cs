using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>The shape of an event's body, for the OpenAPI document only: bodies are read without a model.</summary>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Data">Any JSON; reaches the device byte for byte.</param>
/// <param name="DataBase64">Instead of data: bytes in base64 (CloudEvents JSON format).</param>
/// <param name="Id">At most 128 bytes; generated when absent.</param>
/// <param name="Subject">The CloudEvents subject.</param>
/// <param name="Time">RFC 3339; now when absent.</param>
/// <param name="Source">The CloudEvents source; <c>/hive</c> when absent.</param>
/// <param name="TimeToLive">Seconds that it is kept for a device that is not connected, 1 to 86,400; not at all when absent.</param>
internal sealed record EventBody(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("data")] JsonElement? Data = null,
    [property: JsonPropertyName("data_base64")] string? DataBase64 = null,
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

/// <summary>The answer to an event that is on its way.</summary>
/// <param name="Id">The event's id, given or generated.</param>
/// <param name="Device">The device.</param>
/// <param name="Delivery">How it goes there: <c>sent</c> to the live session, or <c>queued</c> until there is one.</param>
internal sealed record EventSent(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("delivery")] string Delivery) : IResult
{
    public const string Sent = "sent";
    public const string Queued = "queued";

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, AmqpJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteString("device", Device);
            writer.WriteString("delivery", Delivery);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
