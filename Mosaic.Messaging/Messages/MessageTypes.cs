namespace Mosaic.Messaging;

/// <summary>The CloudEvents types that Mosaic itself gives to messages for the Hive Backend.</summary>
public static class MessageTypes
{
    /// <summary>A device's session began.</summary>
    public const string DeviceConnected = "mosaic.device.connected";

    /// <summary>A device's session ended; <c>data.reason</c> says why.</summary>
    public const string DeviceDisconnected = "mosaic.device.disconnected";

    /// <summary>A confirmation that no waiting call took: it came late, or nobody waits for it any more.</summary>
    public const string DeviceConfirmation = "mosaic.device.confirmation";

    /// <summary>A durable request has ended; <c>data</c> says how.</summary>
    public const string RequestCompleted = "mosaic.request.completed";
}
