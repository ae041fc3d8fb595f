using Microsoft.Extensions.Options;
using Mosaic.Messaging;

namespace Mosaic.WebSocketService.Relay;

/// <summary>
/// A confirmation in time goes straight to the call that waits for it. The queue there ends with its Device Service instance, so RabbitMQ's confirm promises
/// nothing: the device's ack waits until that instance has acknowledged the confirmation. One that no call takes, because the instance was killed for example,
/// goes to the device's partition as all other messages do.
/// </summary>
internal sealed partial class Confirmations(IOptions<MessagingOptions> options, TimeProvider time, ILogger<Confirmations> logger) : BackgroundService
{
    /// <summary>How long the Device Service may take to acknowledge a confirmation; it mostly takes a few milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _ownQueue = Topology.InstanceQueue(options.Value.Instance);
    private readonly Lock _lock = new();
    private readonly Dictionary<ConfirmationTaken, UplinkMessage> _awaited = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Task.WhenAll(RemoveOverdue().Select(RedirectAsync));
        }
    }

    /// <summary>Addresses a confirmation to the call that waits for it. False for all other messages; those go to the device's partition.</summary>
    public bool TryAddress(UplinkMessage outgoing)
    {
        var message = outgoing.Message;
        if (message.Kind != Kinds.Confirmation
            || message.GetString(Fields.RequestId) is not { } requestId
            || outgoing.Session!.OpenRequests.Find(requestId) is not { } request)
        {
            return false;
        }

        if (request.ReplyTo == Topology.Requests)
        {
            // Nobody waits: it is to outlive every instance, and whether it is in time the Device Service decides.
            DurableAnswer.Mark(message);
            return false;
        }

        if (time.GetUtcNow() >= request.Deadline)
        {
            message[Fields.Late] = true;
            return false;
        }

        outgoing.IsReply = true;
        outgoing.Exchange = Topology.DefaultExchange;
        outgoing.RoutingKey = request.ReplyTo;
        outgoing.Mandatory = true;
        outgoing.Persistent = false;
        if (outgoing.AckId is not null)
        {
            outgoing.ReplyTo = _ownQueue;
            lock (_lock)
            {
                _awaited[KeyOf(outgoing)] = outgoing;
            }
        }

        return true;
    }

    /// <summary>The outcome of publishing a confirmation to a waiting call. Runs on the connection's thread: nothing here waits.</summary>
    public void Completed(UplinkMessage reply, PublishOutcome outcome)
    {
        if (outcome == PublishOutcome.Confirmed)
        {
            // To be acked it must be taken as well: that it is in the queue there is not enough.
            if (reply.AckId is null || TrySetPublished(reply))
            {
                reply.Settle(outcome);
            }

            return;
        }

        var isTaken = Remove(reply);
        if (outcome == PublishOutcome.Invalid)
        {
            reply.Settle(outcome);
        }
        else if (isTaken)
        {
            reply.Settle(PublishOutcome.Confirmed);
        }
        else
        {
            // Nobody waits there any more: the Hive Backend gets the confirmation the way of all messages.
            _ = RedirectAsync(reply);
        }
    }

    /// <summary>The Device Service has taken a confirmation: with RabbitMQ's confirm the device gets its ack.</summary>
    public void Taken(ConfirmationTaken taken)
    {
        UplinkMessage? reply;
        lock (_lock)
        {
            if (!_awaited.TryGetValue(taken, out reply))
            {
                return;
            }

            reply.IsTaken = true;
            if (reply.PublishedAt == 0)
            {
                return;
            }

            _awaited.Remove(taken);
        }

        reply.Settle(PublishOutcome.Confirmed);
    }

    /// <summary>Waits for a confirmation no longer, which was not published. True when it was taken nevertheless.</summary>
    public bool Remove(UplinkMessage reply)
    {
        lock (_lock)
        {
            return reply.AckId is not null && _awaited.Remove(KeyOf(reply)) && reply.IsTaken;
        }
    }

    /// <summary>Publishes a confirmation that no call took to the device's partition.</summary>
    private async Task RedirectAsync(UplinkMessage reply)
    {
        var session = reply.Session!;
        try
        {
            if (session.OpenRequests.Find(reply.Message.GetString(Fields.RequestId)!) is { } request && time.GetUtcNow() >= request.Deadline)
            {
                reply.Message[Fields.Late] = true;
            }

            // One that is not to be acked would be lost with its session: it follows the session's end. Of the others the device sends those again that were not acked.
            reply.Uplink.AddressPartition(reply);
            await reply.Uplink.PublishAsync(reply, evenAfterTheEnd: reply.AckId is null);
        }
        catch (Exception e)
        {
            Log.RedirectFailed(logger, session.Device, reply.Message.Id, e);
            reply.Settle(PublishOutcome.Unavailable);
        }
    }

    /// <summary>RabbitMQ has it. True when it was taken already; else it stays until it is taken or overdue.</summary>
    private bool TrySetPublished(UplinkMessage reply)
    {
        lock (_lock)
        {
            reply.PublishedAt = time.GetTimestamp();
            return reply.IsTaken && _awaited.Remove(KeyOf(reply));
        }
    }

    /// <summary>Those that were published too long ago, and were not taken.</summary>
    private IReadOnlyList<UplinkMessage> RemoveOverdue()
    {
        lock (_lock)
        {
            var overdue = _awaited.Where(entry => entry.Value.PublishedAt != 0 && time.GetElapsedTime(entry.Value.PublishedAt) > Patience).ToArray();
            foreach (var (key, _) in overdue)
            {
                _awaited.Remove(key);
            }

            return [.. overdue.Select(entry => entry.Value)];
        }
    }

    private static ConfirmationTaken KeyOf(UplinkMessage reply) => new(reply.Session!.IdText, reply.AckId!);

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "The confirmation '{Id}' of device {Device} could not be sent the way of all messages.")]
        public static partial void RedirectFailed(ILogger logger, Guid device, string? id, Exception exception);
    }
}
