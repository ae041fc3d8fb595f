using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>How many dead letters were put back.</summary>
/// <param name="Count">How many.</param>
internal sealed record Replayed([property: JsonPropertyName("replayed")] int Count);
