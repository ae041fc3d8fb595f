namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Whether a request or event was taken into the journal.</summary>
internal enum Acceptance
{
    /// <summary>It stands there.</summary>
    Accepted,

    /// <summary>It stood there already, with the same body.</summary>
    Repeated,

    /// <summary>Its key is another's.</summary>
    Conflict,

    /// <summary>Too many stand there without an outcome.</summary>
    Full,

    /// <summary>RabbitMQ, or what it has, is not there; nothing was taken.</summary>
    NotTaken,

    /// <summary>It is not known whether it stands there.</summary>
    Unknown,
}
