using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>A step in a durable request's timeline, for the OpenAPI document only.</summary>
/// <param name="State">The state.</param>
/// <param name="Time">Since when.</param>
internal sealed record DurableStep([property: JsonPropertyName("state")] string State, [property: JsonPropertyName("time")] DateTimeOffset Time);
