namespace Mosaic.HiveBackendStub.Devices;

/// <summary>The answer with a device's token.</summary>
/// <param name="Device">The device's UUID, lower case.</param>
/// <param name="Token">The JWT.</param>
/// <param name="Expires">When it runs out, to the second.</param>
internal sealed record DeviceToken(string Device, string Token, DateTimeOffset Expires);
