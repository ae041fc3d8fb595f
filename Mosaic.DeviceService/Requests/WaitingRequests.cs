using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.DeviceService.Telemetry;

namespace Mosaic.DeviceService.Requests;

/// <summary>The requests of this instance whose outcome somebody waits for.</summary>
internal sealed class WaitingRequests
{
    private readonly ConcurrentDictionary<MessageKey, WaitingRequest> _waiting = new();
    private readonly int _max;
    private int _count;
    private bool _listening;

    public WaitingRequests(IOptions<RequestsOptions> options, DeviceServiceMetrics metrics)
    {
        _max = options.Value.MaxWaiting;
        metrics.ObserveWaitingRequests(() => Count);
    }

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether confirmations come in now. Without them no request is begun: its answer could not come.</summary>
    public bool Listening
    {
        get => Volatile.Read(ref _listening);
        set => Volatile.Write(ref _listening, value);
    }

    /// <summary>Begins a request, or joins the one that is waiting under its key.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="bodyHash">Tells its body from others.</param>
    /// <param name="request">The request, when it is accepted or repeats one.</param>
    /// <returns>Accepted: the call is the first, and the request its to send. Repeated: the call shares the outcome of the one that waits.</returns>
    public RequestOutcome Enter(MessageKey key, byte[] bodyHash, out WaitingRequest request)
    {
        while (true)
        {
            request = null!;
            if (!Listening)
            {
                return RequestOutcome.NotListening;
            }

            if (_waiting.TryGetValue(key, out request!))
            {
                if (!request.HasBody(bodyHash))
                {
                    return RequestOutcome.Conflict;
                }

                if (request.TryJoin())
                {
                    return RequestOutcome.Repeated;
                }

                Remove(request);
            }

            request = new WaitingRequest(key, bodyHash);
            if (Interlocked.Increment(ref _count) > _max)
            {
                Interlocked.Decrement(ref _count);
                return RequestOutcome.Full;
            }

            if (_waiting.TryAdd(key, request))
            {
                return RequestOutcome.Accepted;
            }

            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Whether somebody waits under a key.</summary>
    public bool Contains(MessageKey key) => _waiting.ContainsKey(key);

    /// <summary>Hands a confirmation to the request that waits for it. False when none does.</summary>
    public bool TryConfirm(MessageKey key, DeviceConfirmation confirmation)
    {
        if (!_waiting.TryGetValue(key, out var request) || !Remove(request))
        {
            return false;
        }

        request.Confirm(confirmation);
        return true;
    }

    /// <summary>Nobody waits for it any more. False when it had gone already, and with it perhaps its confirmation.</summary>
    public bool Remove(WaitingRequest request)
    {
        // Only this very request: a successor under the same key stays.
        if (!_waiting.TryRemove(KeyValuePair.Create(request.Key, request)))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }
}
