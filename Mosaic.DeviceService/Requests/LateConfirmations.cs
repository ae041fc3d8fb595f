using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.DeadLetters;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Requests;

/// <summary>
/// Sends confirmations that no call waits for to the Hive Backend as deliveries, marked late. One with an id is acked to its
/// device only after that, so when this process is killed in between, the WebSocket Service has it yet.
/// </summary>
internal sealed partial class LateConfirmations(
    DurablePublisher publisher, IDeadLetterWriter deadLetters, TakenReports reports, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<LateConfirmations> logger)
{
    private const int MaxPending = 1000; // Beyond it the replies queue keeps them.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Late> _pending = Channel.CreateBounded<Late>(new BoundedChannelOptions(MaxPending) { SingleReader = true });
    private readonly int _partitions = messaging.Value.Partitions;

    /// <summary>Takes a delivery over while its buffers are valid; unless it is already, it is acknowledged when it is safe.</summary>
    internal ValueTask ForwardAsync(Delivery delivery, bool acknowledged = false) =>
        _pending.Writer.WriteAsync(new Late(delivery, delivery.Body.ToArray(), acknowledged), delivery.Receipt.ChannelClosed);

    /// <summary>Works until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var late in _pending.Reader.ReadAllAsync(stopping))
        {
            while (true)
            {
                var outcome = await publisher.PublishAndWaitAsync(Create(late), lane: 0, stopping);
                if (outcome == PublishOutcome.Confirmed || (outcome == PublishOutcome.Invalid && await SetAsideAsync(late, stopping))) break;
                Log.Failed(logger, outcome);
                await Task.Delay(RetryDelay, time, stopping);
            }

            if (!late.IsAcknowledged) late.Delivery.Receipt.Acknowledge();
            reports.Report(late.Delivery.Properties);
        }
    }

    /// <summary>One that cannot be published, as no device's is.</summary>
    private Task<bool> SetAsideAsync(Late late, CancellationToken stopping) => deadLetters.WriteAsync(
        late.Delivery.Properties, late.Body, new DeadLetterCause(DeadLetterReasons.InvalidMessage, 0, "It cannot be put into its device's partition.", 0), stopping);

    private AwaitedMessage Create(Late late)
    {
        var outgoing = new AwaitedMessage { Exchange = Topology.DeviceToHive, Persistent = true, Mandatory = true };
        var message = outgoing.Message;
        StoredMessage.CopyTo(late.Delivery.Properties, late.Body, message);
        message[Fields.Kind] = Kinds.Confirmation;
        message[Fields.Late] = true;
        message[Fields.Type] ??= MessageTypes.DeviceConfirmation;
        message[Fields.Id] ??= Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

        // Without a device it is nobody's; the delivery finds that and keeps it among the dead letters.
        var known = Uuid.TryParse(message.GetString(Fields.Device), out var device);
        outgoing.RoutingKey = (known ? Topology.PartitionOf(device, _partitions) : 0).ToString(CultureInfo.InvariantCulture);
        return outgoing;
    }

    private readonly record struct Late(Delivery Delivery, byte[] Body, bool IsAcknowledged);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A late confirmation could not be sent on ({Outcome}); trying again.")]
        public static partial void Failed(ILogger logger, PublishOutcome outcome);
    }
}
