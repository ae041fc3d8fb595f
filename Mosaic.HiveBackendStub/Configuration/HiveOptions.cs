using System.ComponentModel.DataAnnotations;
using System.Text;
using Mosaic.ServiceDefaults.Settings;

namespace Mosaic.HiveBackendStub.Configuration;

/// <summary>What the Hive Backend and the Device Service agree on. Section <c>Hive</c>.</summary>
internal sealed class HiveOptions : IValidatableObject
{
    internal const string Section = "Hive";

    private const string SecretPrefix = "whsec_";

    /// <summary>The key sent to the Device Service as a bearer token.</summary>
    [Required, Secret, RegularExpression("^[!-~]+$", ErrorMessage = "printable ASCII characters without spaces")]
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// The secret deliveries are signed with, or several during a rotation, separated by spaces or commas. Each is
    /// <c>whsec_</c> and base64, as Standard Webhooks writes it, or any other text, taken as UTF-8.
    /// </summary>
    [Required, Secret]
    public string WebhookSecret { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // That it is empty is found without us.
        if (!string.IsNullOrWhiteSpace(WebhookSecret) && WebhookKeys(out var error) is null)
        {
            yield return new ValidationResult(error);
        }
    }

    /// <summary>
    /// The keys of all secrets (https://www.standardwebhooks.com, "signature scheme"); null, with the reason, when one is no good.
    /// </summary>
    internal byte[][]? WebhookKeys(out string? error)
    {
        var secrets = WebhookSecret.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        error = secrets.Length == 0 ? "Hive:WebhookSecret is empty: set it to what the Device Service signs with." : null;
        var keys = new byte[secrets.Length][];
        for (var i = 0; i < secrets.Length && error is null; i++)
        {
            if (KeyOf(secrets[i]) is { Length: > 0 } key)
            {
                keys[i] = key;
            }
            else
            {
                error = $"Hive:WebhookSecret, number {i + 1}: what follows {SecretPrefix} is not base64.";
            }
        }

        return error is null ? keys : null;
    }

    private static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) ? key[..length] : null;
    }
}
