using System.Net.WebSockets;

namespace Mosaic.Devices;

/// <summary>A socket that has been welcomed.</summary>
internal readonly record struct OpenedConnection(ClientWebSocket Socket, DeviceSession Session);
