namespace Mosaic.WebSocketService.Authentication;

/// <summary>Who a token speaks for and until when.</summary>
/// <param name="Device">The token's <c>sub</c>.</param>
/// <param name="Expires">The token's <c>exp</c> (RFC 7519, section 4.1.4).</param>
internal sealed record DeviceIdentity(Guid Device, DateTimeOffset Expires);
