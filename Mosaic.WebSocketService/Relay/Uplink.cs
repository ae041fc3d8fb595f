using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Sessions;

namespace Mosaic.WebSocketService.Relay;

/// <summary>From the devices to RabbitMQ: checks a message, adds what the service knows, and publishes it.</summary>
internal sealed class Uplink(
    DurablePublisher durable,
    LivePublisher live,
    Confirmations confirmations,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<Uplink> logger)
{
    private const int MaxPooled = 4096;

    private static readonly ActivitySource Source = new("Mosaic.WebSocketService");

    private readonly ConcurrentBag<UplinkMessage> _pool = [];
    private readonly string[] _routingKeys = [.. Enumerable.Range(0, options.Value.Partitions).Select(partition => partition.ToString(CultureInfo.InvariantCulture))];

    public UplinkMessage Rent() => _pool.TryTake(out var message) ? message : new UplinkMessage(this, confirmations, logger);

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
        outgoing.Session = session;
        await session.Window.TakeAsync();

        // 1. Refuse what is wrong; only the one message suffers.
        error ??= MessageRules.CheckFromDevice(message, session.Device, session.Id);
        error ??= options.Value.DataIn.Place(message);
        if (error is not null)
        {
            outgoing.Refuse(error);
            return;
        }

        // 2. A repeat is acked again and not published again.
        if (message.Id is { } ackId)
        {
            var key = RecentIds.KeyOf(ackId);
            if (session.RecentIds.Add(key) is { } confirmed)
            {
                outgoing.Repeat(ackId, confirmed);
                return;
            }

            outgoing.AckId = ackId;
            outgoing.AckKey = key;
        }

        // 3. Add what the service knows, and publish.
        using var activity = StartReceive(session, message);
        Complete(session, message, activity);
        if (!confirmations.TryAddress(outgoing))
        {
            AddressPartition(outgoing);
        }

        await PublishAsync(outgoing, evenAfterTheEnd: false);
    }

    /// <summary>Addresses a message to the partition of its device.</summary>
    public void AddressPartition(UplinkMessage outgoing)
    {
        outgoing.IsReply = false;
        outgoing.ReplyTo = null;
        outgoing.Exchange = Topology.DeviceToHive;
        outgoing.RoutingKey = _routingKeys[PartitionOf(outgoing)];
        outgoing.Mandatory = true;
        outgoing.Persistent = true;
    }

    /// <summary>Publishes a message to where it is addressed. When its session has ended it is dropped: never acked, it comes again in the device's next session.</summary>
    /// <param name="outgoing">The message.</param>
    /// <param name="evenAfterTheEnd">Whether it is published all the same.</param>
    public async ValueTask PublishAsync(UplinkMessage outgoing, bool evenAfterTheEnd)
    {
        var session = outgoing.Session!;
        await session.Publishing.WaitAsync();
        try
        {
            if (session.IsEnded && !evenAfterTheEnd)
            {
                if (outgoing.IsReply)
                {
                    confirmations.Remove(outgoing);
                }

                outgoing.Drop();
                return;
            }

            Publisher publisher = outgoing.IsReply ? live : durable;
            await publisher.PublishAsync(outgoing, PartitionOf(outgoing), CancellationToken.None);
        }
        finally
        {
            session.Publishing.Release();
        }
    }

    private int PartitionOf(UplinkMessage outgoing) => Topology.PartitionOf(outgoing.Session!.Device, _routingKeys.Length);

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
}
