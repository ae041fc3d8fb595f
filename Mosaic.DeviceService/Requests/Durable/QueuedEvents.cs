using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Send;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests.Durable;

/// <summary>Keeps events for devices that are not connected.</summary>
internal sealed class QueuedEvents(Acceptor acceptor, RequestLedger ledger, TimeProvider time)
{
    /// <summary>Whether something waits for the device, which an event is not to overtake.</summary>
    internal bool HasPending(Guid device) => ledger.HasPending(device);

    /// <summary>Takes an event and answers 202, or says why not.</summary>
    internal async Task KeepAsync(Guid device, string id, ReadOnlyMemory<byte> body, TimeSpan ttl, HttpContext context)
    {
        var accepting = acceptor.AcceptAsync(new JournalKey(Kinds.Event, device, id), body.ToArray(), TimeSpan.Zero, ttl);
        var acceptance = await CallLimit.WithinAsync(accepting, Acceptance.Unknown, time);
        if (acceptance is Acceptance.Accepted or Acceptance.Repeated) await EventSent.WriteAsync(context, id, Topology.DeviceKey(device), EventSent.Queued);
        else await AcceptanceProblem.Create(acceptance, context).ExecuteAsync(context);
    }
}
