namespace Mosaic.Devices;

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
