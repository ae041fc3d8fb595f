namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>
/// What an entry does to the request or event that it is about. The one place that decides it: the entries have one order
/// for all readers, so all come to the same, and of two that exclude each other the first counts.
/// </summary>
internal static class LedgerRules
{
    /// <summary>How it is after the entry; null when the entry comes too late or says nothing new.</summary>
    internal static DurableMessage? Next(DurableMessage known, JournalEntry entry) => (known.State, entry.Kind) switch
    {
        (DurableState.Accepted, JournalKinds.Sent) when known.Returned != entry.Id => Send(known, entry),
        (DurableState.Accepted, JournalKinds.Expired) => End(known, entry, DurableState.Expired),
        (DurableState.Accepted, JournalKinds.Cancelled) => End(known, entry, DurableState.Cancelled),
        (DurableState.Sent, JournalKinds.Returned) when IsOpen(known, entry) =>
            known with { State = DurableState.Accepted, SentAt = null, Returned = known.Dispatch },
        (DurableState.Sent, JournalKinds.Confirmed) when !known.IsEnded =>
            End(known, entry, DurableState.Confirmed) with { Status = entry.Status, Data = entry.Body, IsBinary = entry.IsBinary, Confirmation = entry.Confirmation },
        (DurableState.Sent, JournalKinds.Unconfirmed) when IsOpen(known, entry) => End(known, entry, DurableState.Unconfirmed),
        (_, JournalKinds.Told) when known is { IsEnded: true, IsTold: false } => known with { IsTold = true },
        _ => null,
    };

    private static bool IsOpen(DurableMessage known, JournalEntry entry) => !known.IsEnded && known.Dispatch == entry.Dispatch;

    private static DurableMessage Send(DurableMessage known, JournalEntry entry)
    {
        var sent = known with { State = DurableState.Sent, SentAt = entry.Time, Dispatch = entry.Id };
        return known.IsRequest ? sent : End(sent, entry, DurableState.Sent);
    }

    private static DurableMessage End(DurableMessage known, JournalEntry entry, DurableState state) =>
        known with { State = state, EndedAt = entry.Time, Body = default };
}
