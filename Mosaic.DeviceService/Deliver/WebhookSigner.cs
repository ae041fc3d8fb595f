using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Signs deliveries as Standard Webhooks says (https://www.standardwebhooks.com).</summary>
internal sealed class WebhookSigner(IOptions<HiveOptions> options)
{
    private const string Version = "v1,";
    private const int SignatureLength = 3 + 44; // Version, and 32 bytes in base64.

    private readonly byte[][] _keys = WebhookSecrets.Parse(options.Value.WebhookSecret, out var error)
        ?? throw new ArgumentException(error, nameof(options));

    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret.</summary>
    /// <param name="signed">What is signed: <c>id.timestamp.body</c>.</param>
    internal string Sign(ReadOnlySpan<byte> signed)
    {
        Span<char> text = stackalloc char[(_keys.Length * (SignatureLength + 1)) - 1];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < _keys.Length; i++)
        {
            var at = i * (SignatureLength + 1);
            if (i > 0) text[at - 1] = ' ';
            HMACSHA256.HashData(_keys[i], signed, hash);
            Version.CopyTo(text[at..]);
            Convert.TryToBase64Chars(hash, text[(at + Version.Length)..], out _);
        }

        return text.ToString();
    }
}
