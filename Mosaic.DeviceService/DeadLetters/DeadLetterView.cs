using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>A dead letter as the API shows it.</summary>
/// <param name="Id">The event's <c>id</c>, or one of the dead letter's own where the message has none.</param>
/// <param name="Device">The device it came from.</param>
/// <param name="Reason"><c>rejected</c>, <c>retry_limit</c>, <c>invalid_message</c> or <c>delivery_limit</c>.</param>
/// <param name="Status">The HTTP status of the last answer, if there was one.</param>
/// <param name="Detail">The beginning of the last answer's body, or what is wrong with the message.</param>
/// <param name="At">When it was dead-lettered.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="Event">The event as it is posted; null when it has no JSON form.</param>
internal sealed record DeadLetterView(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("device")] string? Device,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("at")] string? At,
    [property: JsonPropertyName("attempts")] long? Attempts,
    [property: JsonPropertyName("event")] JsonElement? Event);
