namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>What became of an entry for the journal.</summary>
internal enum Appended
{
    /// <summary>It stands there, was read here, and counts.</summary>
    Counts,

    /// <summary>It stands there and was read here, but something else came before it.</summary>
    TooLate,

    /// <summary>RabbitMQ was not there or refused; it will never stand there.</summary>
    NotWritten,

    /// <summary>It may stand there, or come to.</summary>
    Unknown,
}
