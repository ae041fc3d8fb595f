using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Api;

/// <summary>What the Device Service and the Hive Backend agree on: section <c>Hive</c> of the configuration.</summary>
internal sealed class HiveOptions
{
    public const string Section = "Hive";

    /// <summary>Where the Hive Backend is; <c>/device-events</c> is added. A name is looked up by service discovery.</summary>
    [Required, Address("http", "https")]
    public string BaseAddress { get; set; } = "http://hive-backend";

    /// <summary>The key its calls carry as a bearer token, or several during a rotation, separated by commas.</summary>
    [Required, Secret]
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// The secret that deliveries are signed with, or several during a rotation, separated by spaces or commas. Each is
    /// <c>whsec_</c> and base64, as Standard Webhooks writes it, or any other text, taken as UTF-8.
    /// </summary>
    [Required, Secret]
    public string WebhookSecret { get; set; } = "";
}

/// <summary>What the API takes at most: section <c>Limits</c> of the configuration.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>The greatest body of a message to a device. Devices are told the WebSocket Service's limit; keep them equal.</summary>
    [Range(1024, 16 * 1024 * 1024), Unit("bytes")]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>How many events may wait for RabbitMQ's confirmation at a time; beyond it callers get 429.</summary>
    [Range(1, 1_000_000), Unit("events")]
    public int MaxUnconfirmedEvents { get; set; } = 10_000;
}
