using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;

namespace Mosaic.DeviceService.Requests;

/// <summary>A request whose outcome somebody waits for: its first caller, and those who repeated the call meanwhile.</summary>
internal sealed class WaitingRequest(MessageKey key, byte[] bodyHash)
{
    private readonly TaskCompletionSource<DeviceConfirmation?> _confirmation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RequestEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callers = 1;

    public MessageKey Key { get; } = key;

    /// <summary>The device's confirmation, when it comes; null when nobody waits for it any more.</summary>
    public Task<DeviceConfirmation?> Confirmation => _confirmation.Task;

    /// <summary>How the request ended; the same for every caller.</summary>
    public Task<RequestEnd> End => _end.Task;

    /// <summary>The device has confirmed.</summary>
    public void Confirm(DeviceConfirmation confirmation) => _confirmation.TrySetResult(confirmation);

    /// <summary>Nobody waits any more.</summary>
    public void Abandon() => _confirmation.TrySetResult(null);

    /// <summary>The request has ended.</summary>
    public void SetEnd(RequestEnd end) => _end.TrySetResult(end);

    /// <summary>Whether a body is the one that the request began with.</summary>
    public bool HasBody(ReadOnlySpan<byte> hash) => hash.SequenceEqual(bodyHash);

    /// <summary>One more caller waits. False when the last one has just left.</summary>
    public bool TryJoin()
    {
        for (var callers = Volatile.Read(ref _callers); callers > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _callers, callers + 1, callers);
            if (seen == callers)
            {
                return true;
            }

            callers = seen;
        }

        return false;
    }

    /// <summary>A caller has gone. True when it was the last.</summary>
    public bool Leave() => Interlocked.Decrement(ref _callers) == 0;
}

/// <summary>How a request ended.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Confirmation">The device's answer; null when it gave none.</param>
/// <param name="Elapsed">From the call to the outcome.</param>
internal sealed record RequestEnd(RequestOutcome Outcome, DeviceConfirmation? Confirmation, TimeSpan Elapsed);
