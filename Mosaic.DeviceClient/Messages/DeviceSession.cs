namespace Mosaic.Devices;

/// <summary>What the service's <c>welcome</c> said.</summary>
/// <param name="Device">The device's UUID.</param>
/// <param name="Session">The session's UUID; it stays the same over renewals of the token.</param>
/// <param name="Heartbeat">How often the service pings.</param>
/// <param name="Window">Messages of this device that may be unacked at a time.</param>
/// <param name="MaxMessageBytes">The largest message the service takes.</param>
/// <param name="Expires">When the token ends, and with it the session unless a fresh one is sent.</param>
public sealed record DeviceSession(
    Guid Device, Guid Session, TimeSpan Heartbeat, int Window, int MaxMessageBytes, DateTimeOffset Expires);
