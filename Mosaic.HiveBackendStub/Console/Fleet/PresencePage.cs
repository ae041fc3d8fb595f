using System.Text.Json.Serialization;

namespace Mosaic.HiveBackendStub.Console.Fleet;

/// <summary>A page of the Device Service's <c>GET /devices</c>.</summary>
/// <param name="Devices">The devices of this page.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
internal sealed record PresencePage(PresencePage.Device[]? Devices, string? Next)
{
    /// <summary>A device as the Device Service knows it.</summary>
    internal sealed record Device(
        [property: JsonPropertyName("device")] Guid Id,
        bool Connected,
        string? Session,
        string? Epoch,
        DateTimeOffset Since,
        [property: JsonPropertyName("lastdisconnect")] Disconnect? LastDisconnect)
    {
        /// <summary>What it says of the newest session; null when it lacks the epoch.</summary>
        internal PresenceEntry? Entry() => PresenceEvent.TryReadEpoch(Epoch, out var epoch)
            ? new(epoch, Connected, Since, Session, Connected ? null : LastDisconnect?.Reason)
            : null;
    }

    /// <summary>The last end of a session.</summary>
    internal sealed record Disconnect(string? Reason);
}
