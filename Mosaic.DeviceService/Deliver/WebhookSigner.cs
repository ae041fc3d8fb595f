using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Signs deliveries as Standard Webhooks says (https://www.standardwebhooks.com, "signature scheme").</summary>
internal sealed class WebhookSigner(IOptions<HiveOptions> options)
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int SignatureLength = 3 + 44; // Version, and 32 bytes in base64.

    private readonly byte[][] _keys = ParseSecrets(options.Value.WebhookSecret, out var error)
        ?? throw new ArgumentException(error, nameof(options));

    /// <summary>The keys of all secrets in <paramref name="configured"/>; null, with the reason, when one is no good.</summary>
    public static byte[][]? ParseSecrets(string configured, out string? error)
    {
        var secrets = configured.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        error = secrets.Length == 0 ? "Hive:WebhookSecret is empty: set it to what the Hive Backend verifies deliveries with." : null;
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

    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret.</summary>
    /// <param name="signed">What is signed: <c>id.timestamp.body</c>.</param>
    public string Sign(ReadOnlySpan<byte> signed)
    {
        Span<char> text = stackalloc char[(_keys.Length * (SignatureLength + 1)) - 1];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < _keys.Length; i++)
        {
            var at = i * (SignatureLength + 1);
            if (i > 0)
            {
                text[at - 1] = ' ';
            }

            HMACSHA256.HashData(_keys[i], signed, hash);
            Version.CopyTo(text[at..]);
            Convert.TryToBase64Chars(hash, text[(at + Version.Length)..], out _);
        }

        return text.ToString();
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
