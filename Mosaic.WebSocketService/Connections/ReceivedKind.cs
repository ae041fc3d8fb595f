namespace Mosaic.WebSocketService.Connections;

/// <summary>What came from a device's WebSocket.</summary>
internal enum ReceivedKind
{
    Text,
    Binary,
    Close,
    TooLarge,
}
