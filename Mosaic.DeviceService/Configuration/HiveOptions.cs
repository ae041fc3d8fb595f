namespace Mosaic.DeviceService.Configuration;

/// <summary>What the Device Service and the Hive Backend agree on: section <c>Hive</c> of the configuration.</summary>
internal sealed class HiveOptions
{
    internal const string Section = "Hive";

    /// <summary>Where the Hive Backend is; a name is looked up by service discovery.</summary>
    public string BaseAddress { get; set; } = "http://hive-backend";

    /// <summary>The key its calls carry as a bearer token, or several during a rotation, separated by commas.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// The secret that deliveries are signed with, or several during a rotation, separated by spaces or commas. Each is
    /// <c>whsec_</c> and base64, as Standard Webhooks writes it, or any other text, taken as UTF-8.
    /// </summary>
    public string WebhookSecret { get; set; } = "";
}
