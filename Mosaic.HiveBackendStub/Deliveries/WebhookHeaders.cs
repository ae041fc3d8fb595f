using Microsoft.Extensions.Primitives;

namespace Mosaic.HiveBackendStub.Deliveries;

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
