using System.ComponentModel.DataAnnotations;

namespace Mosaic.DeviceService.Configuration;

/// <summary>What the API takes at most: section <c>Limits</c> of the configuration.</summary>
internal sealed class LimitsOptions
{
    internal const string Section = "Limits";

    /// <summary>The greatest body of a message to a device, in bytes, 1 KiB to 16 MiB. Devices are told the WebSocket Service's limit; keep them equal.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How many events may wait for RabbitMQ's confirmation at a time, 1 to 1,000,000; beyond it callers get 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxUnconfirmedEvents { get; set; } = 10_000;
}
