namespace Mosaic.Devices;

/// <summary>Where a <see cref="DeviceClient"/> is.</summary>
public enum DeviceClientState
{
    /// <summary>Not asked to connect yet, or the first try failed and another <see cref="DeviceClient.ConnectAsync"/> may help.</summary>
    Disconnected,

    /// <summary>A connection is being made, up to its welcome.</summary>
    Connecting,

    /// <summary>Welcomed: messages flow.</summary>
    Connected,

    /// <summary>The connection is lost and the client waits before the next.</summary>
    Waiting,

    /// <summary>It does not come back by itself. <see cref="DeviceClient.ConnectAsync"/> starts it again, except after its disposal.</summary>
    Stopped,
}
