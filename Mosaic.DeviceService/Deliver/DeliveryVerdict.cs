namespace Mosaic.DeviceService.Deliver;

/// <summary>What becomes of a message after a post.</summary>
internal enum DeliveryVerdict
{
    /// <summary>The Hive Backend has it.</summary>
    Delivered,

    /// <summary>It is tried again; the device's later messages wait.</summary>
    Retry,

    /// <summary>The Hive Backend will never take it: dead-lettered.</summary>
    Reject,
}
