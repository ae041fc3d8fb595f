namespace Mosaic.DeviceService.Api;

/// <summary>What becomes of a request to a device, or of an event that is kept for it; at first for the call, at last for good.</summary>
internal enum RequestOutcome
{
    /// <summary>It is new, and this call's to send or kept.</summary>
    Accepted,

    /// <summary>It repeats one that waits or is kept, and shares its outcome.</summary>
    Repeated,

    /// <summary>The device has confirmed it.</summary>
    Confirmed,

    /// <summary>Its id is another's.</summary>
    Conflict,

    /// <summary>Too many wait for their devices; nothing was sent.</summary>
    Full,

    /// <summary>Confirmations cannot come in now, so nothing was sent.</summary>
    NotListening,

    /// <summary>The device has no live session; nothing was sent.</summary>
    NotConnected,

    /// <summary>RabbitMQ was not there or refused it; nothing was sent or kept.</summary>
    NotTaken,

    /// <summary>No message can be made of it; nothing was sent.</summary>
    Invalid,

    /// <summary>Whether RabbitMQ has kept it is not known.</summary>
    PerhapsKept,

    /// <summary>Whether RabbitMQ took it is not known, and no confirmation came in time.</summary>
    Uncertain,

    /// <summary>Sent, but not confirmed in time.</summary>
    Unconfirmed,
}
