using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Presence;

/// <summary>The end of a session.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Reason">One of the reasons of docs/hive-api.md, <c>instance_lost</c> when it was found by silence.</param>
/// <param name="Session">The session.</param>
internal sealed record LastDisconnect(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("session")] Guid Session);
