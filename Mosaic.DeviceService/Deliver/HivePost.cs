namespace Mosaic.DeviceService.Deliver;

/// <summary>One post to the Hive Backend.</summary>
/// <param name="WebhookId">Its <c>webhook-id</c>: a UUID, the same on each try.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Signed"><c>id.timestamp.body</c>, where the ten digits of the timestamp are written at each try.</param>
/// <param name="PrefixLength">Where the body begins in <paramref name="Signed"/>.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> for the case that no activity is recorded.</param>
/// <param name="TraceState">W3C <c>tracestate</c> to go with it.</param>
internal readonly record struct HivePost(
    string WebhookId, string ContentType, Memory<byte> Signed, int PrefixLength, string? TraceParent = null, string? TraceState = null)
{
    internal const string SingleType = "application/cloudevents+json";
    internal const string BatchType = "application/cloudevents-batch+json";
}
