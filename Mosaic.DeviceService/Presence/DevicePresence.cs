using System.Text.Json.Serialization;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Presence;

/// <summary>What is known about a device's sessions.</summary>
/// <param name="Device">The device.</param>
/// <param name="Connected">Whether it has a live session.</param>
/// <param name="Session">The newest session, live or ended.</param>
/// <param name="Epoch">Grows with every session of the device.</param>
/// <param name="Since">Since when it is as it is: connected or not.</param>
/// <param name="Instance">The WebSocket Service instance that holds, or held, the session.</param>
/// <param name="LastDisconnect">The last end of a session that was heard of.</param>
internal sealed record DevicePresence(
    [property: JsonPropertyName("device")] Guid Device,
    [property: JsonPropertyName("connected")] bool Connected,
    [property: JsonPropertyName("session")] Guid Session,
    [property: JsonIgnore] long Epoch,
    [property: JsonPropertyName("since")] DateTimeOffset Since,
    [property: JsonPropertyName("instance")] string Instance,
    [property: JsonPropertyName("lastdisconnect")] LastDisconnect? LastDisconnect)
{
    /// <summary>The epoch as presence events have it: 16 decimal digits.</summary>
    [JsonPropertyName("epoch")]
    public string EpochText => PresenceEvent.FormatEpoch(Epoch);
}

/// <summary>The end of a session.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Reason">One of the reasons of docs/hive-api.md, <c>instance_lost</c> when it was found by silence.</param>
/// <param name="Session">The session.</param>
internal sealed record LastDisconnect(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("session")] Guid Session);

/// <summary>A page of devices, ordered by UUID.</summary>
/// <param name="Devices">The devices.</param>
/// <param name="Next">Goes into <c>after</c> for the next page; null on the last.</param>
internal sealed record DeviceList(
    [property: JsonPropertyName("devices")] IReadOnlyList<DevicePresence> Devices,
    [property: JsonPropertyName("next")] Guid? Next);
