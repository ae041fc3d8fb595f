using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Presence;

/// <summary>What is remembered about devices: section <c>Presence</c> of the configuration.</summary>
internal sealed class PresenceOptions
{
    internal const string Section = "Presence";

    /// <summary>Devices without a live session that are remembered; the longest gone are forgotten first.</summary>
    [Range(0, 10_000_000), Unit("devices")]
    public int MaxEnded { get; set; } = 100_000;
}
