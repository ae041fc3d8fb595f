using Mosaic.DeviceService.Api;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>Takes requests and events into the journal, each key once over all instances.</summary>
internal sealed class Acceptor(RequestLedger ledger, Journal journal, TimeProvider time)
{
    /// <summary>Whether something waits for the device, which an event is not to overtake.</summary>
    public bool HasPending(Guid device) => ledger.HasPending(device);

    /// <summary>Takes one. When it returns that it is accepted, or repeated, RabbitMQ has it and so has the ledger here.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="body">What the caller sent; kept.</param>
    /// <param name="timeout">How long its answer is waited for.</param>
    /// <param name="ttl">How long it is kept for a device that is away.</param>
    public async Task<RequestOutcome> AcceptAsync(JournalKey key, ReadOnlyMemory<byte> body, TimeSpan timeout, TimeSpan ttl)
    {
        if (!await journal.EnsureCurrentAsync())
        {
            return RequestOutcome.NotTaken;
        }

        if (ledger.Find(key, time.GetUtcNow()) is { } known)
        {
            return Compare(known, body);
        }

        if (!ledger.HasRoom(key.Device, body.Length))
        {
            return RequestOutcome.Full;
        }

        var appended = await journal.AppendAsync(journal.Entry(JournalKinds.Accepted, key) with { Body = body, Timeout = timeout, TimeToLive = ttl });
        if (appended.Counts)
        {
            return RequestOutcome.Accepted;
        }

        if (!appended.IsRead)
        {
            return appended.Published == PublishOutcome.TimedOut ? RequestOutcome.PerhapsKept : RequestOutcome.NotTaken;
        }

        // Another came before it; when it is gone again already, an event was sent meanwhile.
        return ledger.Find(key, time.GetUtcNow()) is { } first ? Compare(first, body) : RequestOutcome.Repeated;
    }

    private static RequestOutcome Compare(DurableMessage known, ReadOnlyMemory<byte> body) =>
        known.HasBody(body.Span) ? RequestOutcome.Repeated : RequestOutcome.Conflict;
}
