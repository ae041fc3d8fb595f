using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Requests;

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
