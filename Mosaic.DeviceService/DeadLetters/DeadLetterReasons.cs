namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Why a message is among the dead letters.</summary>
internal static class DeadLetterReasons
{
    /// <summary>The Hive Backend refused it.</summary>
    internal const string Rejected = "rejected";

    /// <summary>It was tried in vain for as long as <c>Delivery:RetryLimit</c> says.</summary>
    internal const string RetryLimit = "retry_limit";

    /// <summary>It is no message of Mosaic's: no device, id or type, or a body that is not JSON.</summary>
    internal const string InvalidMessage = "invalid_message";

    /// <summary>It was returned to its queue too often, or this service failed on it again and again.</summary>
    internal const string DeliveryLimit = "delivery_limit";
}
