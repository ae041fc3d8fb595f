namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Where a durable request or event stands. Its name in lower case is what the API says.</summary>
internal enum DurableState
{
    /// <summary>It waits for its device.</summary>
    Accepted,

    /// <summary>It is on its way to the device, or is about to be. An event ends here.</summary>
    Sent,

    /// <summary>The device has answered.</summary>
    Confirmed,

    /// <summary>No answer came in time; the device may have done it.</summary>
    Unconfirmed,

    /// <summary>The device did not connect in time; nothing was sent.</summary>
    Expired,

    /// <summary>It was cancelled; nothing was sent.</summary>
    Cancelled,
}
