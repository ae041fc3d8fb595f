using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Configuration;

/// <summary>What the API takes at most: section <c>Limits</c> of the configuration.</summary>
internal sealed class LimitsOptions
{
    internal const string Section = "Limits";

    /// <summary>The greatest body of a message to a device. Devices are told the WebSocket Service's limit; keep them equal.</summary>
    [Range(1024, 16 * 1024 * 1024), Unit("bytes")]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How many events may wait for RabbitMQ's confirmation at a time; beyond it callers get 429.</summary>
    [Range(1, 1_000_000), Unit("events")]
    public int MaxUnconfirmedEvents { get; set; } = 10_000;
}
