using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.DeviceService.Configuration;

/// <summary>What the Device Service and the Hive Backend agree on: section <c>Hive</c> of the configuration.</summary>
internal sealed class HiveOptions
{
    internal const string Section = "Hive";

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
