namespace Mosaic.HiveBackendStub.Devices;

/// <summary>A device that was registered with this run of the stub.</summary>
/// <param name="Device">The device's UUID, lower case.</param>
/// <param name="Registered">When it first asked for a token.</param>
/// <param name="Expires">When its latest token runs out.</param>
internal sealed record DeviceRegistration(string Device, DateTimeOffset Registered, DateTimeOffset Expires);
