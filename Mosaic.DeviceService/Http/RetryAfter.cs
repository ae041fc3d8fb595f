namespace Mosaic.DeviceService.Http;

/// <summary>Tells a caller when to come back.</summary>
internal static class RetryAfter
{
    private const string Seconds = "1";

    /// <summary>Sets the header <c>Retry-After</c> (RFC 9110, section 10.2.3): soon.</summary>
    internal static void Soon(HttpContext context) => context.Response.Headers.RetryAfter = Seconds;
}
