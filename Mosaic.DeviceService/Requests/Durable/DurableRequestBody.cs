using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>The shape of a durable request's document, for the OpenAPI document only.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Device">The device.</param>
/// <param name="State"><c>accepted</c>, <c>sent</c>, <c>confirmed</c>, <c>unconfirmed</c>, <c>expired</c> or <c>cancelled</c>.</param>
/// <param name="Outcome">Once it has ended: <c>confirmed</c>, <c>unconfirmed</c> or <c>not_sent</c>.</param>
/// <param name="Status">When confirmed: the device's status, 100 to 599; its business, not HTTP's.</param>
/// <param name="Data">When confirmed: the device's data, byte for byte.</param>
/// <param name="DataBase64">In place of <c>data</c>: the device's bytes in base64, when it sent binary data or JSON that is nested too deep to stand in an event.</param>
/// <param name="SafeToRetry">When it ended otherwise: whether nothing was sent.</param>
/// <param name="Timeout">Seconds that the device has to answer, from the sending on.</param>
/// <param name="Expires">Until when it is kept for the device.</param>
/// <param name="Timeline">The states it has been in.</param>
internal sealed record DurableRequestBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("outcome")] string? Outcome,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("data")] JsonElement? Data,
    [property: JsonPropertyName("data_base64")] string? DataBase64,
    [property: JsonPropertyName("safetoretry")] bool? SafeToRetry,
    [property: JsonPropertyName("timeout")] double Timeout,
    [property: JsonPropertyName("expires")] DateTimeOffset Expires,
    [property: JsonPropertyName("timeline")] IReadOnlyList<DurableStep> Timeline);
