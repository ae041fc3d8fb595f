using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>Tells the Hive Backend that a session began or ended: an event in the device's own partition, in order with its messages.</summary>
public sealed partial class PresencePublisher(
    DurablePublisher publisher, IOptions<MessagingOptions> options, TimeProvider time, ILogger<PresencePublisher> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Publishes the event, again and again until RabbitMQ has it. Returns when it is on its way behind all that was published before.</summary>
    /// <returns>Ends when RabbitMQ has it: true. False when this process gave up, because it was cancelled or stops.</returns>
    public async Task<Task<bool>> PublishAsync(SessionAnnouncement session, CancellationToken cancellationToken)
    {
        var partition = Topology.PartitionOf(session.Device, options.Value.Partitions);
        var message = Create(session, partition);
        await publisher.PublishAsync(message, partition, cancellationToken);
        return EnsureAsync(session, message, partition, cancellationToken);
    }

    private async Task<bool> EnsureAsync(SessionAnnouncement session, AwaitedMessage message, int partition, CancellationToken cancellationToken)
    {
        try
        {
            while (await message.Outcome is var outcome and not PublishOutcome.Confirmed)
            {
                Log.NotPublished(logger, session.Device, message.Message.Type, outcome);
                if (outcome == PublishOutcome.Invalid)
                {
                    throw new InvalidOperationException(message.Error!.Detail);
                }

                await Task.Delay(RetryDelay, time, cancellationToken);
                message = Create(session, partition);
                await publisher.PublishAsync(message, partition, cancellationToken);
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            Log.GivenUp(logger, session.Device, message.Message.Type, e);
            return false;
        }
    }

    private static AwaitedMessage Create(SessionAnnouncement session, int partition)
    {
        var message = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = partition.ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        PresenceEvent.Write(message.Message, session);
        return message;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The event '{Type}' of device {Device} was not published: {Outcome}; trying again.")]
        public static partial void NotPublished(ILogger logger, Guid device, string? type, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Error, "The event '{Type}' of device {Device} could not be published any more.")]
        public static partial void GivenUp(ILogger logger, Guid device, string? type, Exception exception);
    }
}

/// <summary>The event that tells the Hive Backend of a session's begin or end.</summary>
public static class PresenceEvent
{
    /// <summary>An epoch as the Hive Backend reads it: 16 decimal digits, since an Integer of CloudEvents has 32 bits. As text they have the same order.</summary>
    public static string FormatEpoch(long epoch) => epoch.ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Writes it as a message's fields.</summary>
    public static void Write(Message message, SessionAnnouncement session)
    {
        var at = Rfc3339.Format(session.Since);
        var type = session.Ended is null ? MessageTypes.DeviceConnected : MessageTypes.DeviceDisconnected;
        message[Fields.Kind] = Kinds.Event;
        message[Fields.SpecVersion] = "1.0";

        // A session begins once and ends once.
        message[Fields.Id] = DerivedId.Of(session.Session, type).ToString("D");
        message[Fields.Source] = $"/devices/{Topology.DeviceKey(session.Device)}";
        message[Fields.Type] = type;
        message[Fields.Time] = at;
        message[Fields.ReceivedAt] = at;
        message[Fields.Device] = Topology.DeviceKey(session.Device);
        message[Fields.Session] = session.Session.ToString("D");
        message[Fields.Epoch] = FormatEpoch(session.Epoch);
        message.Data = session.Ended is { } reason
            ? JsonSerializer.SerializeToUtf8Bytes(new { reason, instance = session.Instance })
            : JsonSerializer.SerializeToUtf8Bytes(new { instance = session.Instance });
    }
}
