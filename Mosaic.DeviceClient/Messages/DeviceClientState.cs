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

/// <summary>A change of <see cref="DeviceClient.State"/>.</summary>
public sealed class DeviceStateChangedEventArgs(DeviceClientState previous, DeviceClientState state, CloseReason? reason, TimeSpan? wait)
    : EventArgs
{
    /// <summary>The state before.</summary>
    public DeviceClientState Previous { get; } = previous;

    /// <summary>The state now.</summary>
    public DeviceClientState State { get; } = state;

    /// <summary>Why the connection ended; null for <see cref="DeviceClientState.Connecting"/> and <see cref="DeviceClientState.Connected"/>.</summary>
    public CloseReason? Reason { get; } = reason;

    /// <summary>How long the client waits before it comes back; null except for <see cref="DeviceClientState.Waiting"/>.</summary>
    public TimeSpan? Wait { get; } = wait;
}
