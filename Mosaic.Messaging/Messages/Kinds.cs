namespace Mosaic.Messaging;

/// <summary>The values of the field <see cref="Fields.Kind"/>, also the AMQP property <c>type</c>.</summary>
public static class Kinds
{
    /// <summary>A message that nobody has to answer.</summary>
    public const string Event = "event";

    /// <summary>A message to a device that the device must answer with a confirmation.</summary>
    public const string Request = "request";

    /// <summary>A device's answer to a request.</summary>
    public const string Confirmation = "confirmation";

    /// <summary>An order to the WebSocket Service, never shown to the device: close its session.</summary>
    public const string Disconnect = "disconnect";

    /// <summary>Word to the WebSocket Service, never shown to the device: a <see cref="ConfirmationTaken"/>.</summary>
    public const string Taken = "taken";

    /// <summary>An order to the WebSocket Service, never shown to the device: a <see cref="DeviceFlow"/>.</summary>
    public const string Flow = "flow";

    /// <summary>Word to the WebSocket Service, never shown to the device: the device has a newer session elsewhere.</summary>
    public const string Takeover = "takeover";
}

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
