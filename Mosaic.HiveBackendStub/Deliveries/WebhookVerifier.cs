using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Mosaic.HiveBackendStub.Configuration;

namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>Checks that a delivery comes from the Device Service (https://www.standardwebhooks.com).</summary>
internal sealed class WebhookVerifier(IOptions<HiveOptions> options, TimeProvider time)
{
    private const string Version = "v1,";

    // An old delivery sent again by someone who overheard it is refused after this long.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[][] _keys = options.Value.WebhookKeys(out var error)
        ?? throw new ArgumentException(error, nameof(options));

    /// <param name="headers">The delivery's headers.</param>
    /// <param name="signed">What they sign: <c>id.timestamp.body</c>.</param>
    internal WebhookVerdict Verify(WebhookHeaders headers, ReadOnlySpan<byte> signed)
    {
        if (!long.TryParse(headers.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookVerdict.TimestampUnreadable;
        }

        // 128 bits: the difference to an absurd timestamp does not fit in 64.
        var age = (Int128)time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (Int128.Abs(age) > (Int128)Tolerance.TotalSeconds)
        {
            return WebhookVerdict.TimestampOutOfTolerance;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, signed, expected);
            foreach (var value in headers.Signatures)
            {
                if (Holds(value, expected))
                {
                    return WebhookVerdict.Valid;
                }
            }
        }
        return WebhookVerdict.SignatureMismatch;
    }

    private static bool Holds(ReadOnlySpan<char> signatures, ReadOnlySpan<byte> expected)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var range in signatures.Split(' '))
        {
            var signature = signatures[range];
            if (signature.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(signature[Version.Length..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(given[..length], expected))
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>The headers of a signed delivery (Standard Webhooks).</summary>
/// <param name="Id">The same on every try of the same delivery.</param>
/// <param name="Timestamp">Of this try, seconds since 1970, as sent: it is signed as text.</param>
/// <param name="Signatures">Each value holds <c>v1,&lt;base64&gt;</c> once or several times, separated by spaces.</param>
internal readonly record struct WebhookHeaders(string Id, string Timestamp, StringValues Signatures)
{
    private const string IdName = "webhook-id";
    private const string TimestampName = "webhook-timestamp";
    private const string SignatureName = "webhook-signature";

    /// <summary>The headers, or null when one of them is missing or empty.</summary>
    internal static WebhookHeaders? From(IHeaderDictionary headers)
    {
        var (id, timestamp, signatures) = (headers[IdName], headers[TimestampName], headers[SignatureName]);
        return id is [{ Length: > 0 } theId] && timestamp is [{ Length: > 0 } theTimestamp] && signatures.Count > 0
            ? new WebhookHeaders(theId, theTimestamp, signatures)
            : null;
    }
}

internal enum WebhookVerdict
{
    Valid,
    TimestampUnreadable,
    TimestampOutOfTolerance,
    SignatureMismatch,
}
