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

    private const int IdOnStack = 512;
    private const int NamespaceLength = 16;

    private static readonly Guid UrlNamespace = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8"); // RFC 9562, section 6.6.

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

    /// <summary>
    /// The header <c>webhook-id</c> of an event, the same on every try. Receivers drop repeats by it, so it follows from <c>source</c> and
    /// <c>id</c>, which together name a CloudEvent: a UUID of version 5 (RFC 9562, section 5.5) in the namespace of URLs, of the two with a
    /// space between.
    /// </summary>
    /// <param name="source">The event's <c>source</c>, a URI reference, which holds no space.</param>
    /// <param name="id">The event's <c>id</c>.</param>
    public static Guid IdOf(string source, string id)
    {
        var most = NamespaceLength + Encoding.UTF8.GetMaxByteCount(source.Length + 1 + id.Length);
        Span<byte> name = most <= IdOnStack ? stackalloc byte[IdOnStack] : new byte[most];
        UrlNamespace.TryWriteBytes(name, bigEndian: true, out var length);
        length += Encoding.UTF8.GetBytes(source, name[length..]);
        name[length++] = (byte)' ';
        length += Encoding.UTF8.GetBytes(id, name[length..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The version of UUID that every library has is made with SHA-1; nothing is protected by it.
        SHA1.HashData(name[..length], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..NamespaceLength], bigEndian: true);
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
