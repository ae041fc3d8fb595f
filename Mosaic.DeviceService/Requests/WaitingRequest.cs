namespace Mosaic.DeviceService.Requests;

/// <summary>A request whose outcome somebody waits for: its first caller, and those who repeated the call meanwhile.</summary>
internal sealed class WaitingRequest(RequestKey key, byte[] bodyHash)
{
    private readonly TaskCompletionSource<DeviceConfirmation?> _confirmation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RequestOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callers = 1;

    internal RequestKey Key { get; } = key;

    /// <summary>The device's confirmation, when it comes; null when nobody waits for it any more.</summary>
    internal Task<DeviceConfirmation?> Confirmation => _confirmation.Task;

    /// <summary>How the request ended; the same for every caller.</summary>
    internal Task<RequestOutcome> Outcome => _outcome.Task;

    /// <summary>The device has confirmed.</summary>
    internal void Confirm(DeviceConfirmation confirmation) => _confirmation.TrySetResult(confirmation);

    /// <summary>Nobody waits any more.</summary>
    internal void Abandon() => _confirmation.TrySetResult(null);

    /// <summary>The request has ended.</summary>
    internal void End(RequestOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Whether a body is the one that the request began with.</summary>
    internal bool HasBody(ReadOnlySpan<byte> hash) => hash.SequenceEqual(bodyHash);

    /// <summary>One more caller waits. False when the last one has just left.</summary>
    internal bool TryJoin()
    {
        for (var callers = Volatile.Read(ref _callers); callers > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _callers, callers + 1, callers);
            if (seen == callers) return true;
            callers = seen;
        }

        return false;
    }

    /// <summary>A caller has gone. True when it was the last.</summary>
    internal bool Leave() => Interlocked.Decrement(ref _callers) == 0;
}
