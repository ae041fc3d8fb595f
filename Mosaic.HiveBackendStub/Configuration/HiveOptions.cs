using System.ComponentModel.DataAnnotations;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveBackendStub.Configuration;

/// <summary>What the Hive Backend and the Device Service agree on. Section <c>Hive</c>.</summary>
internal sealed class HiveOptions
{
    internal const string Section = "Hive";

    /// <summary>The key sent to the Device Service as a bearer token.</summary>
    [Required, Secret, RegularExpression("^[!-~]+$", ErrorMessage = "printable ASCII characters without spaces")]
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// The secret deliveries are signed with, or several during a rotation, separated by spaces or commas. Each is
    /// <c>whsec_</c> and base64, as Standard Webhooks writes it, or any other text, taken as UTF-8.
    /// </summary>
    [Required, Secret]
    public string WebhookSecret { get; set; } = "";
}
