namespace Mosaic.HiveBackendStub.Deliveries;

/// <summary>An event as it was first delivered.</summary>
/// <param name="Sequence">Counts the events that were new, from 1.</param>
/// <param name="ReceivedAt">When it was delivered first.</param>
/// <param name="WebhookId">The delivery's <c>webhook-id</c>: the event's own, or its batch's.</param>
/// <param name="TraceParent">The delivery's <c>traceparent</c> header.</param>
/// <param name="Event">The event itself.</param>
internal sealed record StoredMessage(
    long Sequence, DateTimeOffset ReceivedAt, string WebhookId, string? TraceParent, DeliveredEvent Event)
{
    private int _deliveries = 1;

    /// <summary>How often it was delivered so far.</summary>
    internal int Deliveries => Volatile.Read(ref _deliveries);

    internal void CountRepeat() => Interlocked.Increment(ref _deliveries);
}
