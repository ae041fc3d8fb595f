namespace Mosaic.DeviceService.Requests;

/// <summary>How a call comes to its request.</summary>
internal enum Admission
{
    /// <summary>It is the first; the request is its to send.</summary>
    Began,

    /// <summary>It repeats one that is waiting and shares its outcome.</summary>
    Joined,

    /// <summary>Its key is another request's.</summary>
    Conflict,

    /// <summary>Too many requests wait.</summary>
    Full,

    /// <summary>Confirmations cannot come in now.</summary>
    NotListening,
}
