namespace Mosaic.DeviceService.Deliver;

/// <summary>What the Hive Backend's answers mean: the table of docs/hive-api.md.</summary>
internal static class DeliveryRules
{
    internal static DeliveryVerdict Judge(PostAnswer answer) => answer.Status switch
    {
        >= 200 and < 300 => DeliveryVerdict.Delivered,
        0 or 408 or 425 or 429 or >= 500 => DeliveryVerdict.Retry,
        _ => DeliveryVerdict.Reject,
    };

    /// <summary>Whether an answer may mean that the whole Hive Backend is down, and not just this message's handling.</summary>
    internal static bool SuggestsDown(PostAnswer answer) => answer.Status is 0 or 503;
}
