using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// Sends confirmations that no call waits for to the Hive Backend as deliveries, marked late. One with an id is acknowledged to its
/// device only after that, so when this process is killed in between, the WebSocket Service has it yet.
/// </summary>
internal sealed partial class LateConfirmations(
    DurablePublisher publisher, LivePublisher live, IDeadLetterWriter deadLetters, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<LateConfirmations> logger)
{
    private const int MaxPending = 1000; // Beyond it the replies queue keeps them.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<(Delivery Delivery, bool IsAcknowledged)> _pending =
        Channel.CreateBounded<(Delivery, bool)>(new BoundedChannelOptions(MaxPending) { SingleReader = true });
    private readonly int _partitions = messaging.Value.Partitions;

    /// <summary>Takes a delivery over while its buffers are valid; unless it is already, it is acknowledged when it is safe.</summary>
    public ValueTask ForwardAsync(Delivery delivery, bool acknowledged = false) =>
        _pending.Writer.WriteAsync((delivery with { Body = delivery.Body.ToArray() }, acknowledged), delivery.Receipt.ChannelClosed);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var (late, isAcknowledged) in _pending.Reader.ReadAllAsync(stopping))
        {
            while (true)
            {
                var outcome = await publisher.PublishAndWaitAsync(Create(late), lane: 0, stopping);
                if (outcome == PublishOutcome.Confirmed || (outcome == PublishOutcome.Invalid && await SetAsideAsync(late, stopping)))
                {
                    break;
                }

                Log.Failed(logger, outcome);
                await Task.Delay(RetryDelay, time, stopping);
            }

            if (!isAcknowledged)
            {
                late.Receipt.Acknowledge();
            }

            ReportTaken(late.Properties);
        }
    }

    /// <summary>
    /// Reports to the WebSocket Service that a confirmation is taken, if its sender asks for that with a <c>reply-to</c>: then it is
    /// acknowledged to the device. Once, and returns at once: when the report is lost the confirmation is published again, durably.
    /// </summary>
    public void ReportTaken(IReadOnlyBasicProperties confirmation)
    {
        if (confirmation.ReplyTo is { } sender
            && confirmation.Headers.Text(Fields.Session) is { } session
            && confirmation.Headers.Text(Fields.Id) is { } id)
        {
            _ = ReportTakenAsync(sender, new ConfirmationTaken(session, id), confirmation.Headers.Text(Fields.TraceParent));
        }
    }

    private async Task ReportTakenAsync(string sender, ConfirmationTaken taken, string? trace)
    {
        try
        {
            var message = new AwaitedMessage { RoutingKey = sender };
            taken.WriteTo(message.Message);
            message.Message[Fields.TraceParent] = trace;
            await live.PublishAsync(message, sender.GetHashCode(StringComparison.Ordinal), CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotReported(logger, e);
        }
    }

    /// <summary>One that cannot be published, as no device's is.</summary>
    private Task<bool> SetAsideAsync(Delivery late, CancellationToken stopping) => deadLetters.WriteAsync(
        late.Properties, late.Body, new DeadLetterCause(DeadLetterCause.InvalidMessage, 0, "It cannot be put into its device's partition.", 0), stopping);

    private AwaitedMessage Create(Delivery late)
    {
        var outgoing = new AwaitedMessage { Exchange = Topology.DeviceToHive, Persistent = true, Mandatory = true };
        var message = outgoing.Message;
        StoredMessage.CopyTo(late.Properties, late.Body, message);
        message[Fields.Kind] = Kinds.Confirmation;
        message[Fields.Late] = true;
        message[Fields.Type] ??= MessageTypes.DeviceConfirmation;
        message[Fields.Id] ??= Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

        // Without a device it is nobody's; the delivery finds that and keeps it among the dead letters.
        var known = Uuid.TryParse(message.GetString(Fields.Device), out var device);
        outgoing.RoutingKey = (known ? Topology.PartitionOf(device, _partitions) : 0).ToString(CultureInfo.InvariantCulture);
        return outgoing;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A late confirmation could not be sent on ({Outcome}); trying again.")]
        public static partial void Failed(ILogger logger, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Information, "That a confirmation was taken could not be reported; it comes again.")]
        public static partial void NotReported(ILogger logger, Exception exception);
    }
}

/// <summary>Stands for a confirmation that a call waited for, until it is known whether the call was answered with it. What is found first counts.</summary>
internal sealed class ConfirmationReceipt(Delivery delivery, ReadOnlyMemory<byte> body, LateConfirmations late)
{
    private int _settled;

    /// <summary>A call was answered with it.</summary>
    public void Answered()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            late.ReportTaken(delivery.Properties);
        }
    }

    /// <summary>No call was answered with it: it goes on to the Hive Backend.</summary>
    public ValueTask UnansweredAsync() =>
        Interlocked.Exchange(ref _settled, 1) == 0 ? late.ForwardAsync(delivery with { Body = body }, acknowledged: true) : ValueTask.CompletedTask;
}
