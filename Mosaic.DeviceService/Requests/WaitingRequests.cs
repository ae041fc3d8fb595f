using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Requests;

/// <summary>The requests of this instance whose outcome somebody waits for.</summary>
internal sealed class WaitingRequests
{
    private readonly ConcurrentDictionary<RequestKey, WaitingRequest> _waiting = new();
    private readonly int _max;
    private int _count;
    private bool _listening;

    public WaitingRequests(IOptions<RequestsOptions> options, IMeterFactory meters)
    {
        _max = options.Value.MaxWaiting;
        meters.Create(DeviceServiceMeter.Name)
            .CreateObservableGauge("mosaic.requests.waiting", () => Count, "{request}", "Requests that wait for their device's confirmation.");
    }

    /// <summary>How many there are.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Whether confirmations come in now. Without them no request is begun: its answer could not come.</summary>
    internal bool Listening
    {
        get => Volatile.Read(ref _listening);
        set => Volatile.Write(ref _listening, value);
    }

    /// <summary>Begins a request, or joins the one that is waiting under its key.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="bodyHash">Tells its body from others.</param>
    /// <param name="request">The request, when it began or was joined.</param>
    internal Admission Enter(RequestKey key, byte[] bodyHash, out WaitingRequest request)
    {
        while (true)
        {
            request = null!;
            if (!Listening) return Admission.NotListening;
            if (_waiting.TryGetValue(key, out request!))
            {
                if (!request.HasBody(bodyHash)) return Admission.Conflict;
                if (request.TryJoin()) return Admission.Joined;
                Remove(request);
            }

            request = new WaitingRequest(key, bodyHash);
            if (Interlocked.Increment(ref _count) > _max)
            {
                Interlocked.Decrement(ref _count);
                return Admission.Full;
            }

            if (_waiting.TryAdd(key, request)) return Admission.Began;
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Whether somebody waits under a key.</summary>
    internal bool Contains(RequestKey key) => _waiting.ContainsKey(key);

    /// <summary>Hands a confirmation to the request that waits for it. False when none does.</summary>
    internal bool TryConfirm(RequestKey key, DeviceConfirmation confirmation)
    {
        if (!_waiting.TryGetValue(key, out var request) || !Remove(request)) return false;
        request.Confirm(confirmation);
        return true;
    }

    /// <summary>Nobody waits for it any more. False when it had gone already, and with it perhaps its confirmation.</summary>
    internal bool Remove(WaitingRequest request)
    {
        // Only this very request: a successor under the same key stays.
        if (!_waiting.TryRemove(KeyValuePair.Create(request.Key, request))) return false;
        Interlocked.Decrement(ref _count);
        return true;
    }
}
