namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>One entry of the journal of durable requests and events.</summary>
/// <param name="Kind">One of <see cref="JournalKinds"/>.</param>
/// <param name="Key">What it is about; nothing for a mark.</param>
/// <param name="Id">Names the entry. One that is published twice has the same.</param>
/// <param name="Time">When it was written, by its writer's clock.</param>
internal sealed record JournalEntry(string Kind, JournalKey Key, Guid Id, DateTimeOffset Time)
{
    /// <summary>The caller's body, or the device's data; empty in others.</summary>
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: whether the device's data is bytes (<c>data_base64</c>) and not JSON.</summary>
    internal bool IsBinary { get; init; }

    /// <summary>In <see cref="JournalKinds.Accepted"/>: how long the answer is waited for.</summary>
    internal TimeSpan Timeout { get; init; }

    /// <summary>In <see cref="JournalKinds.Accepted"/>: how long it is kept for a device that is away.</summary>
    internal TimeSpan TimeToLive { get; init; }

    /// <summary>The trace that it was published in; the publisher writes it.</summary>
    internal string? TraceParent { get; init; }

    /// <summary>In <see cref="JournalKinds.Returned"/> and <see cref="JournalKinds.Unconfirmed"/>: the <see cref="JournalKinds.Sent"/> that it is about.</summary>
    internal Guid Dispatch { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: the device's status.</summary>
    internal int Status { get; init; }

    /// <summary>In <see cref="JournalKinds.Confirmed"/>: the confirmation's own id.</summary>
    internal string? Confirmation { get; init; }
}
