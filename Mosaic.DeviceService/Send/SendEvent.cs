using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>
/// <c>POST /devices/{device}/events</c>: hands an event to RabbitMQ and answers whether the device's live session gets it; one
/// with a <c>ttl</c> is kept when there is none.
/// </summary>
internal sealed class SendEvent(LivePublisher publisher, DeviceMessageReader reader, DurableRequests durable, IOptions<LimitsOptions> limits, TimeProvider time)
{
    private readonly int _maxUnconfirmed = limits.Value.MaxUnconfirmedEvents;
    private int _unconfirmed;

    public async Task<Results<EventSent, ProblemHttpResult>> HandleAsync(string device, HttpContext context)
    {
        // 1. Whose is it?
        if (!Uuid.TryParse(device, out var uuid))
        {
            return Problems.InvalidDevice();
        }

        var outgoing = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(uuid), Mandatory = true };
        PublishOutcome? sent = null;
        try
        {
            // 2. What is it?
            var read = await reader.ReadEventAsync(context.Request, outgoing.Message, uuid);
            if (read.Problem is { } problem)
            {
                return problem;
            }

            // 3. To RabbitMQ, which knows whether there is a live session, or behind what waits for one; 4. the answer.
            var id = outgoing.Message.Id!;
            sent = read.TimeToLive is not null && durable.HasPending(uuid) ? PublishOutcome.Returned : await PublishAsync(outgoing, uuid);
            if (sent == PublishOutcome.Confirmed)
            {
                return new EventSent(id, uuid, EventSent.Sent);
            }

            if (sent == PublishOutcome.Returned && read.TimeToLive is { } ttl)
            {
                return await KeepAsync(uuid, id, read.Body, ttl, context);
            }

            return ProblemOf(sent, outgoing.Error, context);
        }
        finally
        {
            // What is not confirmed may be the publisher's yet.
            if (sent != PublishOutcome.TimedOut)
            {
                outgoing.Message.Clear();
            }
        }
    }

    /// <returns>How it ended; null when too many wait.</returns>
    private async ValueTask<PublishOutcome?> PublishAsync(AwaitedMessage outgoing, Guid device)
    {
        if (Interlocked.Increment(ref _unconfirmed) <= _maxUnconfirmed)
        {
            return await CallLimit.WithinAsync(CountedAsync(outgoing, device), PublishOutcome.TimedOut, time);
        }

        Interlocked.Decrement(ref _unconfirmed);
        return null;
    }

    private async Task<PublishOutcome> CountedAsync(AwaitedMessage outgoing, Guid device)
    {
        try
        {
            return await publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _unconfirmed);
        }
    }

    private async Task<Results<EventSent, ProblemHttpResult>> KeepAsync(Guid device, string id, ReadOnlyMemory<byte> body, TimeSpan ttl, HttpContext context)
    {
        var outcome = await durable.AcceptAsync(new MessageKey(Kinds.Event, device, id), body.ToArray(), TimeSpan.Zero, ttl);
        return outcome is RequestOutcome.Accepted or RequestOutcome.Repeated ? new EventSent(id, device, EventSent.Queued) : outcome.ToProblem(context);
    }

    private static ProblemHttpResult ProblemOf(PublishOutcome? outcome, MessageError? error, HttpContext context)
    {
        if (error is not null)
        {
            return Problems.Invalid(error.Detail);
        }

        if (outcome == PublishOutcome.Returned)
        {
            return Problems.Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.");
        }

        if (outcome is null)
        {
            Problems.RetrySoon(context);
            return Problems.Create(429, ProblemCodes.TooMany, "Too many events wait for RabbitMQ.");
        }

        return Problems.Unavailable(context, outcome == PublishOutcome.TimedOut
            ? "RabbitMQ did not confirm the event in time; the device may have got it."
            : "RabbitMQ did not take the event; nothing was sent.");
    }
}
