using System.Globalization;
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
}
