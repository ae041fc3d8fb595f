using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.Http;
using Mosaic.DeviceService.Requests.Durable;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary>
/// <c>POST /devices/{device}/events</c>: hands an event to RabbitMQ and tells whether the device's live session gets it; one
/// with a <c>ttl</c> is kept when there is none.
/// </summary>
internal sealed class SendEvent(
    LivePublisher publisher, MessageBodyReader bodies, QueuedEvents queued, IOptions<MessagingOptions> messaging, IOptions<LimitsOptions> limits, TimeProvider time)
{
    private readonly DataPlacement _dataIn = messaging.Value.DataIn;
    private readonly int _maxUnconfirmed = limits.Value.MaxUnconfirmedEvents;
    private int _unconfirmed;

    internal async Task HandleAsync(string device, HttpContext context)
    {
        // 1. Whose is it?
        if (!DeviceParameter.TryRead(device, out var uuid))
        {
            await DeviceParameter.Problem().ExecuteAsync(context);
            return;
        }

        var outgoing = new AwaitedMessage { Exchange = Topology.HiveToDevice, RoutingKey = Topology.DeviceKey(uuid), Mandatory = true };
        PublishOutcome? sent = null;
        try
        {
            // 2. What is it?
            var read = await ReadAsync(context, outgoing.Message, uuid);
            if (read.Problem is { } problem)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            // 3. To RabbitMQ, which knows whether there is a live session, or behind what waits for one; 4. the answer.
            var id = outgoing.Message.Id!;
            sent = read.TimeToLive is not null && queued.HasPending(uuid) ? PublishOutcome.Returned : await PublishAsync(outgoing, uuid);
            if (sent == PublishOutcome.Confirmed) await EventSent.WriteAsync(context, id, outgoing.RoutingKey, EventSent.Sent);
            else if (sent == PublishOutcome.Returned && read.TimeToLive is { } ttl) await queued.KeepAsync(uuid, id, read.Body, ttl, context);
            else await Answer(sent, outgoing.Error, context).ExecuteAsync(context);
        }
        finally
        {
            // What is not confirmed may be the publisher's yet.
            if (sent != PublishOutcome.TimedOut) outgoing.Message.Clear();
        }
    }

    private async ValueTask<EventRead> ReadAsync(HttpContext context, Message message, Guid device)
    {
        var body = await bodies.ReadAsync(context.Request, message);
        if (body.Problem is { } problem) return new(problem, null, default);
        TimeSpan? ttl = null;
        var wrong = TimeToLive.Take(message, out ttl);
        wrong ??= DeviceMessage.Complete(message, Kinds.Event, device, time.GetUtcNow())?.Detail;
        wrong ??= _dataIn.Place(message)?.Detail;
        return wrong is null ? new(null, ttl, body.Body) : new(Problems.Create(400, ProblemCodes.InvalidMessage, wrong), null, default);
    }

    /// <returns>How it ended; null when too many wait.</returns>
    private async ValueTask<PublishOutcome?> PublishAsync(AwaitedMessage outgoing, Guid device)
    {
        if (Interlocked.Increment(ref _unconfirmed) <= _maxUnconfirmed)
            return await CallLimit.WithinAsync(CountedAsync(outgoing, device), PublishOutcome.TimedOut, time);
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

    private static ProblemHttpResult Answer(PublishOutcome? outcome, MessageError? error, HttpContext context)
    {
        if (error is not null) return Problems.Create(400, ProblemCodes.InvalidMessage, error.Detail);
        if (outcome == PublishOutcome.Returned)
            return Problems.Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.");
        RetryAfter.Soon(context);
        return outcome switch
        {
            null => Problems.Create(429, ProblemCodes.TooMany, "Too many events wait for RabbitMQ."),
            PublishOutcome.TimedOut => Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not confirm the event in time; the device may have got it."),
            _ => Problems.Create(503, ProblemCodes.BrokerUnavailable, "RabbitMQ did not take the event; nothing was sent."),
        };
    }
}
