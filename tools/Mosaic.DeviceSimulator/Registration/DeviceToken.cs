namespace Mosaic.DeviceSimulator.Registration;

/// <summary>The stub's answer to a registration or renewal.</summary>
internal sealed record DeviceToken(Guid Device, string Token, DateTimeOffset Expires);
