using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Configuration;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Send;

/// <summary><c>POST /devices/{device}/events</c>: hands an event to RabbitMQ and tells whether the device's live session gets it.</summary>
internal sealed class SendEvent(
    LivePublisher publisher, MessageBodyReader bodies, IOptions<MessagingOptions> messaging, IOptions<LimitsOptions> limits, TimeProvider time)
{
    private const string TimeToLive = "ttl";

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
        try
        {
            // 2. What is it?
            if (await ReadAsync(context, outgoing.Message, uuid) is { } problem)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            // 3. To RabbitMQ, which knows whether there is a live session; 4. the answer.
            var id = outgoing.Message.Id!;
            if (await PublishAsync(outgoing, uuid, context) is { } failure) await failure.ExecuteAsync(context);
            else await EventSent.WriteAsync(context, id, outgoing.RoutingKey);
        }
        finally
        {
            outgoing.Message.Clear();
        }
    }

    private async ValueTask<ProblemHttpResult?> ReadAsync(HttpContext context, Message message, Guid device)
    {
        if ((await bodies.ReadAsync(context.Request, message)).Problem is { } problem) return problem;
        if (message[TimeToLive] is not null)
        {
            return Problems.Create(501, ProblemCodes.NotImplemented,
                "Keeping a message for a device that is not connected (ttl) comes with durable requests.");
        }

        if (DeviceMessage.Complete(message, Kinds.Event, device, time.GetUtcNow()) is { } wrong)
            return Problems.Create(400, ProblemCodes.InvalidMessage, wrong);
        return _dataIn.Place(message) is { } error ? Problems.Create(400, ProblemCodes.InvalidMessage, error.Detail) : null;
    }

    private async ValueTask<ProblemHttpResult?> PublishAsync(AwaitedMessage outgoing, Guid device, HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _unconfirmed) > _maxUnconfirmed)
            {
                RetryAfter.Soon(context);
                return Problems.Create(429, ProblemCodes.TooMany, "Too many events wait for RabbitMQ.");
            }

            return Answer(await publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None), context);
        }
        finally
        {
            Interlocked.Decrement(ref _unconfirmed);
        }
    }

    private static ProblemHttpResult? Answer(PublishOutcome outcome, HttpContext context)
    {
        switch (outcome)
        {
            case PublishOutcome.Confirmed:
                return null;
            case PublishOutcome.Returned:
                return Problems.Create(409, ProblemCodes.DeviceNotConnected, "The device has no live session; nothing was sent.");
            default:
                RetryAfter.Soon(context);
                return Problems.Create(503, ProblemCodes.BrokerUnavailable, outcome == PublishOutcome.TimedOut
                    ? "RabbitMQ did not confirm the event in time; the device may have got it."
                    : "RabbitMQ did not take the event; nothing was sent.");
        }
    }
}
