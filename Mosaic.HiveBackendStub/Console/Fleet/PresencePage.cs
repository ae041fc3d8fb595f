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
        long Epoch,
        DateTimeOffset Since,
        [property: JsonPropertyName("lastdisconnect")] Disconnect? LastDisconnect)
    {
        internal PresenceEntry Entry() => new(Epoch, Connected, Since, Session, Connected ? null : LastDisconnect?.Reason);
    }

    /// <summary>The last end of a session.</summary>
    internal sealed record Disconnect(string? Reason);
}
