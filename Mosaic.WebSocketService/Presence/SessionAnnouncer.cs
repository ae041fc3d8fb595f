using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using Mosaic.WebSocketService.Relay;

namespace Mosaic.WebSocketService.Presence;

/// <summary>
/// Says that a session began or ended: to the other instances over the control exchange, and to the Hive Backend as an
/// event in the device's own partition, in order with its messages.
/// </summary>
internal sealed partial class SessionAnnouncer(
    DurablePublisher durable,
    LivePublisher live,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<SessionAnnouncer> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Tells the Hive Backend of a new session; returns when the event is on its way.</summary>
    public Task ConnectedAsync(DeviceSession session) => PublishEventAsync(session, MessageTypes.DeviceConnected, null);

    /// <summary>
    /// Tells the Hive Backend of a session's end, and then the other instances; returns when the event is on its way
    /// behind the session's last message.
    /// </summary>
    public async Task DisconnectedAsync(DeviceSession session, string reason)
    {
        var published = await PublishEventAsync(session, MessageTypes.DeviceDisconnected, reason);
        _ = AnnounceEndAsync(session, reason, published);
    }

    /// <summary>Tells the other instances of a session that lives; they may know already.</summary>
    public Task<PublishOutcome> AnnounceAsync(DeviceSession session) => AnnounceAsync(session, session.Since, null);

    /// <summary>After the event is in its partition: an instance that waits for this end publishes its own event behind it.</summary>
    private async Task AnnounceEndAsync(DeviceSession session, string reason, Task<PublishOutcome> published)
    {
        try
        {
            await published;
            await AnnounceAsync(session, time.GetUtcNow(), reason);
        }
        catch (Exception e)
        {
            Log.AnnounceFailed(logger, session.Device, e);
        }
    }

    private Task<PublishOutcome> AnnounceAsync(DeviceSession session, DateTimeOffset at, string? ended)
    {
        var message = new AwaitedMessage { Exchange = Topology.Control };
        session.Announce(options.Value.Instance, at, ended).WriteTo(message.Message);
        return live.PublishAndWaitAsync(message, LaneOf(session), CancellationToken.None);
    }

    private async Task<Task<PublishOutcome>> PublishEventAsync(DeviceSession session, string type, string? reason)
    {
        var message = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = LaneOf(session).ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        Write(message.Message, session, type, reason);
        await durable.PublishAsync(message, LaneOf(session), CancellationToken.None);
        _ = EnsureAsync(session, message);
        return message.Outcome;
    }

    /// <summary>Publishes a presence event again until RabbitMQ has it: nobody else would say so.</summary>
    private async Task EnsureAsync(DeviceSession session, AwaitedMessage message)
    {
        try
        {
            while (await message.Outcome is var outcome and not PublishOutcome.Confirmed)
            {
                Log.EventNotPublished(logger, session.Device, message.Message.Type, outcome);
                await Task.Delay(RetryDelay, time);
                var again = new AwaitedMessage { Exchange = message.Exchange, RoutingKey = message.RoutingKey, Persistent = true, Mandatory = true };
                foreach (var (field, value) in message.Message.Headers)
                {
                    again.Message.Headers[field] = value;
                }

                again.Message.Data = message.Message.Data;
                message = again;
                await durable.PublishAsync(message, LaneOf(session), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            Log.AnnounceFailed(logger, session.Device, e);
        }
    }

    private void Write(Message message, DeviceSession session, string type, string? reason)
    {
        var now = Rfc3339.Format(time.GetUtcNow());
        message[Fields.Kind] = Kinds.Event;
        message[Fields.SpecVersion] = "1.0";
        message[Fields.Id] = Guid.CreateVersion7().ToString();
        message[Fields.Source] = session.Source;
        message[Fields.Type] = type;
        message[Fields.Time] = now;
        message[Fields.ReceivedAt] = now;
        message[Fields.Device] = session.DeviceText;
        message[Fields.Session] = session.IdText;
        message[Fields.Epoch] = session.Epoch;
        message.Data = reason is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { instance = options.Value.Instance })
            : JsonSerializer.SerializeToUtf8Bytes(new { reason, instance = options.Value.Instance });
    }

    private int LaneOf(DeviceSession session) => Topology.PartitionOf(session.Device, options.Value.Partitions);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The event '{Type}' of device {Device} was not published: {Outcome}; trying again.")]
        public static partial void EventNotPublished(ILogger logger, Guid device, string? type, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Error, "Announcing a session of device {Device} failed.")]
        public static partial void AnnounceFailed(ILogger logger, Guid device, Exception exception);
    }
}
