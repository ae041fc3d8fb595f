namespace Mosaic.WebSocketService.Connections;

/// <summary>One whole WebSocket message. Of a text the array comes from the shared pool and is the receiver's.</summary>
internal readonly record struct Received(ReceivedKind Kind, byte[] Rented, int Length);
