namespace Mosaic.DeviceService.DeadLetters;

/// <summary>The AMQP headers of a dead letter besides the message's own. Their names are no field names, so nothing of them reaches devices or the Hive Backend.</summary>
internal static class DeadLetterHeaders
{
    /// <summary>What the names of Mosaic's and of RabbitMQ's own headers begin with.</summary>
    internal const string Prefix = "x-";

    /// <summary>One of <see cref="DeadLetterReasons"/>.</summary>
    internal const string Reason = "x-mosaic-reason";

    /// <summary>The HTTP status of the last answer; absent when there was none.</summary>
    internal const string Status = "x-mosaic-status";

    /// <summary>The beginning of the last answer's body, or what is wrong with the message.</summary>
    internal const string Detail = "x-mosaic-detail";

    /// <summary>When it was dead-lettered, RFC 3339.</summary>
    internal const string At = "x-mosaic-at";

    /// <summary>How often it was posted.</summary>
    internal const string Attempts = "x-mosaic-attempts";

    /// <summary>The letter's own key, a UUID: ids that devices choose are no part of an address.</summary>
    internal const string Key = "x-mosaic-key";
}
