namespace Mosaic.DeviceService.Requests;

/// <summary>How a request ended.</summary>
internal enum RequestEnd
{
    /// <summary>The device has answered.</summary>
    Confirmed,

    /// <summary>The device has no live session; nothing was sent.</summary>
    NotConnected,

    /// <summary>RabbitMQ was not there or refused; nothing was sent.</summary>
    NotTaken,

    /// <summary>No message can be made of it; nothing was sent.</summary>
    Invalid,

    /// <summary>It is not known whether RabbitMQ took it, and no answer came in time.</summary>
    Uncertain,

    /// <summary>Sent, but no answer in time.</summary>
    Unconfirmed,
}
