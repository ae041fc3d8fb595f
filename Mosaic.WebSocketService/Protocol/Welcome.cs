namespace Mosaic.WebSocketService.Protocol;

/// <summary>What a device is told when its session is open.</summary>
internal sealed record Welcome(Guid Device, Guid Session, TimeSpan Heartbeat, int Window, int MaxMessageBytes, DateTimeOffset Expires);
