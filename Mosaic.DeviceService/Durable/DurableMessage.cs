using System.Security.Cryptography;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>A request or event of the journal, as its entries have left it.</summary>
internal sealed record DurableMessage
{
    public DurableMessage(JournalEntry accepted, long order)
    {
        Key = accepted.Key;
        Entry = accepted.Id;
        Order = order;
        Body = accepted.Body;
        BodyHash = SHA256.HashData(accepted.Body.Span);
        Timeout = accepted.Timeout;
        AcceptedAt = accepted.Time;
        Expires = accepted.Time + accepted.TimeToLive;
        TraceParent = accepted.TraceParent;
    }

    public MessageKey Key { get; }

    /// <summary>The entry that it began with; another use of the same key has another.</summary>
    public Guid Entry { get; }

    /// <summary>Its place among all that were accepted.</summary>
    public long Order { get; }

    /// <summary>What the caller sent; empty once it has ended.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Tells the caller's body from others.</summary>
    public byte[] BodyHash { get; }

    /// <summary>How long the device's answer is waited for.</summary>
    public TimeSpan Timeout { get; }

    public DateTimeOffset AcceptedAt { get; }

    /// <summary>Until when it is kept for its device.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>The caller's trace.</summary>
    public string? TraceParent { get; }

    public DurableState State { get; init; }

    /// <summary>The entry that announced the last sending.</summary>
    public Guid Dispatch { get; init; }

    /// <summary>The last sending that did not happen.</summary>
    public Guid Returned { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The device's status.</summary>
    public int Status { get; init; }

    /// <summary>The device's data as JSON, or as bytes (<see cref="IsBinary"/>); empty when there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether the device's data is <c>data_base64</c>.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The id of the confirmation that it ended with.</summary>
    public string? Confirmation { get; init; }

    /// <summary>Whether its outcome is on its way to the Hive Backend.</summary>
    public bool IsReported { get; init; }

    public bool IsRequest => Key.Kind == Kinds.Request;

    public bool IsEnded => EndedAt is not null;

    /// <summary>Until when the device is to answer.</summary>
    public DateTimeOffset? Deadline => SentAt + Timeout;

    /// <summary>Whether a body is the one that it began with.</summary>
    public bool HasBody(ReadOnlySpan<byte> body) => SHA256.HashData(body).AsSpan().SequenceEqual(BodyHash);
}

/// <summary>Where a durable request or event stands. Its name in lower case is what the API says.</summary>
internal enum DurableState
{
    /// <summary>It waits for its device.</summary>
    Accepted,

    /// <summary>It is on its way to the device, or is about to be. An event ends here.</summary>
    Sent,

    /// <summary>The device has answered.</summary>
    Confirmed,

    /// <summary>No answer came in time; the device may have done it.</summary>
    Unconfirmed,

    /// <summary>The device did not connect in time; nothing was sent.</summary>
    Expired,

    /// <summary>It was cancelled; nothing was sent.</summary>
    Cancelled,
}

/// <summary>
/// What an entry does to the request or event that it is about. The one place that decides it: the entries have one order
/// for all readers, so all come to the same, and of two that exclude each other the first counts.
/// </summary>
internal static class LedgerRules
{
    /// <summary>How it is after the entry; null when the entry comes too late or says nothing new.</summary>
    public static DurableMessage? Next(DurableMessage known, JournalEntry entry) => (known.State, entry.Kind) switch
    {
        (DurableState.Accepted, JournalKinds.Sent) when known.Returned != entry.Id => Send(known, entry),
        (DurableState.Accepted, JournalKinds.Expired) => End(known, entry, DurableState.Expired),
        (DurableState.Accepted, JournalKinds.Cancelled) => End(known, entry, DurableState.Cancelled),
        (DurableState.Sent, JournalKinds.Returned) when IsOpen(known, entry) =>
            known with { State = DurableState.Accepted, SentAt = null, Returned = known.Dispatch },
        (DurableState.Sent, JournalKinds.Confirmed) when !known.IsEnded =>
            End(known, entry, DurableState.Confirmed) with { Status = entry.Status, Data = entry.Body, IsBinary = entry.IsBinary, Confirmation = entry.Confirmation },
        (DurableState.Sent, JournalKinds.Unconfirmed) when IsOpen(known, entry) => End(known, entry, DurableState.Unconfirmed),
        (_, JournalKinds.Reported) when known is { IsEnded: true, IsReported: false } => known with { IsReported = true },
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
