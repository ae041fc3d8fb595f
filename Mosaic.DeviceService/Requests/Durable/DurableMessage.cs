using System.Security.Cryptography;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>A request or event of the journal, as its entries have left it.</summary>
internal sealed record DurableMessage
{
    internal DurableMessage(JournalEntry accepted, long order)
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

    internal JournalKey Key { get; }

    /// <summary>The entry that it began with; another use of the same key has another.</summary>
    internal Guid Entry { get; }

    /// <summary>Its place among all that were accepted.</summary>
    internal long Order { get; }

    /// <summary>What the caller sent; empty once it has ended.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Tells the caller's body from others.</summary>
    internal byte[] BodyHash { get; }

    /// <summary>How long the device's answer is waited for.</summary>
    internal TimeSpan Timeout { get; }

    internal DateTimeOffset AcceptedAt { get; }

    /// <summary>Until when it is kept for its device.</summary>
    internal DateTimeOffset Expires { get; }

    /// <summary>The caller's trace.</summary>
    internal string? TraceParent { get; }

    internal DurableState State { get; init; }

    /// <summary>The entry that announced the last sending.</summary>
    internal Guid Dispatch { get; init; }

    /// <summary>The last sending that did not happen.</summary>
    internal Guid Returned { get; init; }

    internal DateTimeOffset? SentAt { get; init; }

    internal DateTimeOffset? EndedAt { get; init; }

    /// <summary>The device's status.</summary>
    internal int Status { get; init; }

    /// <summary>The device's data as JSON, or as bytes (<see cref="IsBinary"/>); empty when there is none.</summary>
    internal ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether the device's data is <c>data_base64</c>.</summary>
    internal bool IsBinary { get; init; }

    /// <summary>The id of the confirmation that it ended with.</summary>
    internal string? Confirmation { get; init; }

    /// <summary>Whether its outcome is on its way to the Hive Backend.</summary>
    internal bool IsTold { get; init; }

    internal bool IsRequest => Key.Kind == Kinds.Request;

    internal bool IsEnded => EndedAt is not null;

    /// <summary>Until when the device is to answer.</summary>
    internal DateTimeOffset? Deadline => SentAt + Timeout;

    /// <summary>Whether a body is the one that it began with.</summary>
    internal bool HasBody(ReadOnlySpan<byte> body) => SHA256.HashData(body).AsSpan().SequenceEqual(BodyHash);
}
