using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>The shape of a page of dead letters, for the OpenAPI document only: pages are written without a model.</summary>
/// <param name="DeadLetters">Them, the oldest first, without the events' data.</param>
/// <param name="Next">Goes into <c>after</c> for the next page; null on the last.</param>
internal sealed record DeadLetterList(
    [property: JsonPropertyName("deadletters")] IReadOnlyList<DeadLetterView> DeadLetters,
    [property: JsonPropertyName("next")] Guid? Next);

/// <summary>The shape of a dead letter, for the OpenAPI document only.</summary>
/// <param name="Key">The letter's own: names it in paths.</param>
/// <param name="Id">The event's <c>id</c>; unique for a device only.</param>
/// <param name="Device">The device it came from.</param>
/// <param name="Type">The event's <c>type</c>.</param>
/// <param name="Reason"><c>rejected</c>, <c>retry_limit</c>, <c>invalid_message</c> or <c>delivery_limit</c>.</param>
/// <param name="Status">The HTTP status of the last answer, if there was one.</param>
/// <param name="Detail">The beginning of the last answer's body, or what is wrong with the message.</param>
/// <param name="At">When it was dead-lettered.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="Bytes">The length of the event's data.</param>
/// <param name="TraceParent">The event's trace.</param>
/// <param name="Event">Of one letter, not in a list: the event as it is posted.</param>
/// <param name="Body">In place of <c>event</c>, when that has no JSON form or is nested too deep to stand here: the AMQP body.</param>
internal sealed record DeadLetterView(
    [property: JsonPropertyName("key")] Guid Key,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("device")] string? Device,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("at")] string? At,
    [property: JsonPropertyName("attempts")] long? Attempts,
    [property: JsonPropertyName("bytes")] int Bytes,
    [property: JsonPropertyName("traceparent")] string? TraceParent,
    [property: JsonPropertyName("event")] JsonElement? Event,
    [property: JsonPropertyName("body_base64")] string? Body);

/// <summary>How many dead letters were put back.</summary>
/// <param name="Count">How many.</param>
internal sealed record Replayed([property: JsonPropertyName("replayed")] int Count);
