using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>The oldest dead letters.</summary>
/// <param name="DeadLetters">Them, the oldest first.</param>
/// <param name="More">Whether there are more.</param>
internal sealed record DeadLetterList(
    [property: JsonPropertyName("deadletters")] IReadOnlyList<DeadLetterView> DeadLetters,
    [property: JsonPropertyName("more")] bool More);
