using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Reads the configured secrets (https://www.standardwebhooks.com, "signature scheme").</summary>
internal static class WebhookSecrets
{
    private const string Prefix = "whsec_";

    /// <summary>The keys of all secrets in <paramref name="configured"/>; null, with the reason, when one is no good.</summary>
    internal static byte[][]? Parse(string configured, out string? error)
    {
        var secrets = configured.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        error = secrets.Length == 0 ? "Hive:WebhookSecret is empty: set it to what the Hive Backend verifies deliveries with." : null;
        var keys = new byte[secrets.Length][];
        for (var i = 0; i < secrets.Length && error is null; i++)
        {
            if (KeyOf(secrets[i]) is { Length: > 0 } key) keys[i] = key;
            else error = $"Hive:WebhookSecret, number {i + 1}: what follows {Prefix} is not base64.";
        }

        return error is null ? keys : null;
    }

    private static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(secret);
        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) ? key[..length] : null;
    }
}
