using System.Buffers;

namespace Mosaic.DeviceService.Deliver;

/// <summary>The header <c>webhook-id</c> of an event.</summary>
internal static class WebhookId
{
    // RFC 9110, section 5.5: what every HTTP implementation passes on unchanged.
    private static readonly SearchValues<char> VisibleAscii =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>The event's id; percent-encoded (RFC 3986) when it holds anything but visible ASCII, which no header carries safely.</summary>
    internal static string Of(string id) => IsHeaderSafe(id) ? id : Uri.EscapeDataString(id);

    internal static bool IsHeaderSafe(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(VisibleAscii);
}
