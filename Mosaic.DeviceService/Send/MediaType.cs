using Microsoft.Net.Http.Headers;

namespace Mosaic.DeviceService.Send;

/// <summary>Which media types a message may come in.</summary>
internal static class MediaType
{
    private const string Json = "application/json";
    private const string CloudEvents = "application/cloudevents+json";

    /// <summary>Whether a <c>Content-Type</c> is JSON; its charset, if any, UTF-8 (RFC 8259, section 8.1).</summary>
    internal static bool IsJson(string? contentType)
    {
        if (contentType is Json or CloudEvents) return true;
        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(CloudEvents, StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
