using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Protocol;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService.Relay;

/// <summary>From the devices to RabbitMQ: checks a message, adds what the service knows, publishes it, and tells the device how that ended.</summary>
internal sealed partial class Uplink(
    DurablePublisher durable,
    LivePublisher live,
    AwaitedReplies replies,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<Uplink> logger)
{
    private const int MaxPooled = 4096;

    private static readonly ActivitySource Source = new("Mosaic.WebSocketService");

    private readonly ConcurrentBag<UplinkMessage> _pool = [];
    private readonly string _ownQueue = Topology.InstanceQueue(options.Value.Instance);
    private readonly string[] _routingKeys = [.. Enumerable.Range(0, options.Value.Partitions).Select(partition => partition.ToString(CultureInfo.InvariantCulture))];

    public UplinkMessage Rent() => _pool.TryTake(out var message) ? message : new UplinkMessage(this);

    public void Return(UplinkMessage message)
    {
        message.Clear();
        if (_pool.Count < MaxPooled)
        {
            _pool.Add(message);
        }
    }

    /// <summary>Relays one message. Returns when it is handed to the publisher; waits while the device's window is full.</summary>
    /// <param name="session">The device's session.</param>
    /// <param name="outgoing">The message as it was read; from here on the relay's.</param>
    /// <param name="error">What its reading found wrong.</param>
    public async ValueTask RelayAsync(DeviceSession session, UplinkMessage outgoing, MessageError? error)
    {
        var message = outgoing.Message;
        await session.Window.TakeAsync();

        // 1. Refuse what is wrong; only the one message suffers.
        error ??= MessageRules.CheckFromDevice(message, session.Device, session.Id);
        error ??= options.Value.DataIn.Place(message);
        if (error is not null)
        {
            var id = message.Id is { Length: > 0 } given && System.Text.Encoding.UTF8.GetByteCount(given) <= MessageLimits.MaxShortBytes ? given : null;
            session.Connection.Send(Refusal(id, error)); // Sending it frees the window.
            Return(outgoing);
            return;
        }

        // 2. A repeat is acked again and not published again.
        if (message.Id is { } ackId)
        {
            var key = RecentIds.KeyOf(ackId);
            if (session.RecentIds.Add(key) is { } confirmed)
            {
                Repeat(session, outgoing, ackId, confirmed);
                return;
            }

            outgoing.AckId = ackId;
            outgoing.AckKey = key;
        }

        // 3. Add what the service knows, and publish.
        using var activity = StartReceive(session, message);
        outgoing.Session = session;
        Complete(session, message, activity);
        Address(session, outgoing);
        await PublishAsync(session, outgoing);
    }

    /// <summary>RabbitMQ's word on a message. Runs on the connection's thread: nothing here waits.</summary>
    public void Completed(UplinkMessage outgoing, PublishOutcome outcome)
    {
        if (!outgoing.IsReply)
        {
            Finish(outgoing, outcome);
        }
        else if (outcome == PublishOutcome.Confirmed)
        {
            // To be acked it must be taken as well: that it is in the queue there is not enough.
            if (outgoing.AckId is null || replies.Published(outgoing))
            {
                Finish(outgoing, outcome);
            }
        }
        else if (outcome == PublishOutcome.Invalid)
        {
            replies.NotPublished(outgoing);
            Finish(outgoing, outcome);
        }
        else if (outgoing.AckId is not null && replies.NotPublished(outgoing))
        {
            Finish(outgoing, PublishOutcome.Confirmed);
        }
        else
        {
            // Nobody waits there any more: the Hive Backend gets the confirmation the way of all messages.
            _ = RedirectAsync(outgoing);
        }
    }

    /// <summary>The Device Service has taken a confirmation.</summary>
    public void Taken(ConfirmationTaken taken)
    {
        if (replies.Taken(taken) is { } reply)
        {
            Finish(reply, PublishOutcome.Confirmed);
        }
    }

    /// <summary>Publishes a confirmation that no call took to the device's partition.</summary>
    public async Task RedirectAsync(UplinkMessage outgoing)
    {
        var session = outgoing.Session!;
        try
        {
            if (session.OpenRequests.Find(outgoing.Message.GetString(Fields.RequestId)!) is { } request && time.GetUtcNow() >= request.Deadline)
            {
                outgoing.Message[Fields.Late] = true;
            }

            AddressPartition(session, outgoing);
            await PublishRedirectedAsync(session, outgoing);
        }
        catch (Exception e)
        {
            Log.RedirectFailed(logger, session.Device, outgoing.Message.Id, e);
            Finish(outgoing, PublishOutcome.Unavailable);
        }
    }

    /// <summary>Tells the device how it ended.</summary>
    private void Finish(UplinkMessage outgoing, PublishOutcome outcome)
    {
        var session = outgoing.Session!;
        if (outgoing.AckId is { } id)
        {
            Answer(session, outgoing.AckKey, id, outcome, outgoing.Error);
        }
        else if (outcome is PublishOutcome.Confirmed or PublishOutcome.Unavailable or PublishOutcome.TimedOut)
        {
            session.Window.Release(1);
        }

        if (outcome != PublishOutcome.Confirmed)
        {
            Fail(session, outgoing, outcome);
        }

        Return(outgoing);
    }

    private void Drop(DeviceSession session, UplinkMessage outgoing)
    {
        session.Window.Release(1);
        Return(outgoing);
    }

    private void Repeat(DeviceSession session, UplinkMessage outgoing, string id, bool confirmed)
    {
        Return(outgoing);
        if (confirmed)
        {
            session.Connection.Outgoing.Acknowledge(id); // Sending it frees the window.
        }
        else
        {
            session.Window.Release(1); // Its ack comes when RabbitMQ has confirmed the first one.
        }
    }

    private static Activity? StartReceive(DeviceSession session, Message message)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        if (!ActivityContext.TryParse(message.GetString(Fields.TraceParent), message.GetString(Fields.TraceState), isRemote: true, out var parent)
            && message.GetString(Fields.RequestId) is { } requestId)
        {
            parent = session.OpenRequests.Find(requestId)?.Trace ?? default;
        }

        var activity = Source.StartActivity("receive device", ActivityKind.Server, parent);
        activity?.SetTag("mosaic.device", session.DeviceText).SetTag("mosaic.kind", message.Kind ?? Kinds.Event);
        return activity;
    }

    /// <summary>Adds the fields that make the message a CloudEvent and say whose it is.</summary>
    private void Complete(DeviceSession session, Message message, Activity? activity)
    {
        var now = Rfc3339.Format(time.GetUtcNow());
        message[Fields.Kind] = message.Kind ?? Kinds.Event;
        message[Fields.SpecVersion] = MessageRules.SpecVersion;
        message[Fields.Id] = message.Id ?? Guid.CreateVersion7().ToString();
        message[Fields.Source] = session.Source;
        message[Fields.Device] = session.DeviceText;
        message[Fields.Session] = session.IdText;
        message[Fields.ReceivedAt] = now;
        message[Fields.Time] = message.GetString(Fields.Time) ?? now;
        if (message.Kind == Kinds.Confirmation)
        {
            message[Fields.Type] = MessageTypes.DeviceConfirmation;
            message[Fields.Status] ??= 200L;
        }

        if (activity is not null)
        {
            message[Fields.TraceParent] = activity.Id;
            message[Fields.TraceState] = activity.TraceStateString;
        }
    }

    /// <summary>A confirmation in time goes to the call that waits for it, everything else to the device's partition.</summary>
    private void Address(DeviceSession session, UplinkMessage outgoing)
    {
        if (outgoing.Message.GetString(Fields.RequestId) is { } requestId
            && outgoing.Message.Kind == Kinds.Confirmation
            && session.OpenRequests.Find(requestId) is { } request)
        {
            if (request.ReplyTo == Topology.Requests)
            {
                // Nobody waits: it is to outlive every instance, and whether it is in time the Device Service decides.
                DurableAnswer.Mark(outgoing.Message);
                AddressPartition(session, outgoing);
                return;
            }

            if (time.GetUtcNow() < request.Deadline)
            {
                outgoing.IsReply = true;
                outgoing.Exchange = Topology.DefaultExchange;
                outgoing.RoutingKey = request.ReplyTo;
                outgoing.Mandatory = true;
                outgoing.Persistent = false;
                AwaitReply(outgoing);
                return;
            }

            outgoing.Message[Fields.Late] = true;
        }

        AddressPartition(session, outgoing);
    }

    private void AwaitReply(UplinkMessage outgoing)
    {
        if (outgoing.AckId is not null)
        {
            outgoing.ReplyTo = _ownQueue;
            replies.Add(outgoing);
        }
    }

    private void AddressPartition(DeviceSession session, UplinkMessage outgoing)
    {
        outgoing.IsReply = false;
        outgoing.ReplyTo = null;
        outgoing.Exchange = Topology.DeviceToHive;
        outgoing.RoutingKey = _routingKeys[Topology.PartitionOf(session.Device, _routingKeys.Length)];
        outgoing.Mandatory = true;
        outgoing.Persistent = true;
    }

    private async ValueTask PublishAsync(DeviceSession session, UplinkMessage outgoing)
    {
        await session.Publishing.WaitAsync();
        try
        {
            if (session.IsEnded)
            {
                // Read after the session had ended: never acked, so the device sends it again in its next one.
                if (outgoing.ReplyTo is not null)
                {
                    replies.NotPublished(outgoing);
                }

                Drop(session, outgoing);
                return;
            }

            Publisher publisher = outgoing.IsReply ? live : durable;
            await publisher.PublishAsync(outgoing, Topology.PartitionOf(session.Device, _routingKeys.Length), CancellationToken.None);
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private async ValueTask PublishRedirectedAsync(DeviceSession session, UplinkMessage outgoing)
    {
        await session.Publishing.WaitAsync();
        try
        {
            if (session.IsEnded && outgoing.AckId is not null)
            {
                // Never acked, so the device sends it again in its next session. One that is not to be acked would be lost: it follows the session's end.
                Drop(session, outgoing);
                return;
            }

            await durable.PublishAsync(outgoing, Topology.PartitionOf(session.Device, _routingKeys.Length), CancellationToken.None);
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private static void Answer(DeviceSession session, UInt128 key, string id, PublishOutcome outcome, MessageError? error)
    {
        if (outcome == PublishOutcome.Confirmed)
        {
            session.RecentIds.Confirm(key);
            session.Connection.Outgoing.Acknowledge(id); // Sending it frees the window.
            return;
        }

        session.RecentIds.Forget(key);
        session.Connection.Send(Refusal(id, error)); // Sending it frees the window.
    }

    private void Fail(DeviceSession session, UplinkMessage outgoing, PublishOutcome outcome)
    {
        // While RabbitMQ is away that is each message of each device: its connection and its publisher say it once.
        Log.NotPublished(logger, outcome is PublishOutcome.Unavailable or PublishOutcome.TimedOut ? LogLevel.Debug : LogLevel.Warning,
            session.Device, outgoing.Message.Id, outcome);
        if (outcome is PublishOutcome.Unavailable or PublishOutcome.TimedOut)
        {
            session.Connection.Close(CloseReason.BrokerUnavailable);
        }
        else if (outgoing.AckId is null)
        {
            session.Connection.Send(Refusal(null, outgoing.Error)); // Sending it frees the window.
        }
    }

    /// <summary>What a device is told of a message that was not published: that nothing will ever publish it, or that it may try again.</summary>
    private static Frame Refusal(string? id, MessageError? error) => error is not null
        ? Frames.Refusal(id, error.Code, error.Detail, retry: false).AsAnswer()
        : Frames.Refusal(id, "overloaded", CloseReason.BrokerUnavailable.Detail, retry: true).AsAnswer();

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Message '{Id}' of device {Device} was not published: {Outcome}.")]
        public static partial void NotPublished(ILogger logger, LogLevel level, Guid device, string? id, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Error, "The confirmation '{Id}' of device {Device} could not be sent the way of all messages.")]
        public static partial void RedirectFailed(ILogger logger, Guid device, string? id, Exception exception);
    }
}
