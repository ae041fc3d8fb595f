using System.Text.Json.Serialization;

namespace Mosaic.DeviceService.Presence;

/// <summary>A page of devices, ordered by UUID.</summary>
/// <param name="Devices">The devices.</param>
/// <param name="Next">Goes into <c>after</c> for the next page; null on the last.</param>
internal sealed record DeviceList(
    [property: JsonPropertyName("devices")] IReadOnlyList<DevicePresence> Devices,
    [property: JsonPropertyName("next")] Guid? Next);
