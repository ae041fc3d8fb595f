namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Takes requests and events into the journal, each key once over all instances.</summary>
internal sealed class Acceptor(RequestLedger ledger, Journal journal, TimeProvider time)
{
    /// <summary>Takes one. When it returns that it is accepted, or repeated, RabbitMQ has it and so has the ledger here.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="body">What the caller sent; kept.</param>
    /// <param name="timeout">How long its answer is waited for.</param>
    /// <param name="ttl">How long it is kept for a device that is away.</param>
    internal async Task<Acceptance> AcceptAsync(JournalKey key, ReadOnlyMemory<byte> body, TimeSpan timeout, TimeSpan ttl)
    {
        if (!await journal.EnsureCurrentAsync()) return Acceptance.NotTaken;
        if (ledger.Find(key, time.GetUtcNow()) is { } known) return Compare(known, body);
        if (!ledger.HasRoom(key.Device, body.Length)) return Acceptance.Full;
        var entry = journal.Entry(JournalKinds.Accepted, key) with { Body = body, Timeout = timeout, TimeToLive = ttl };
        return await journal.AppendAsync(entry) switch
        {
            Appended.Counts => Acceptance.Accepted,

            // Another came before it; when it is gone again already, an event was sent meanwhile.
            Appended.TooLate => ledger.Find(key, time.GetUtcNow()) is { } first ? Compare(first, body) : Acceptance.Repeated,
            Appended.NotWritten => Acceptance.NotTaken,
            _ => Acceptance.Unknown,
        };
    }

    private static Acceptance Compare(DurableMessage known, ReadOnlyMemory<byte> body) =>
        known.HasBody(body.Span) ? Acceptance.Repeated : Acceptance.Conflict;
}
