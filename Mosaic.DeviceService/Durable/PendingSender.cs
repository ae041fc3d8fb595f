using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Api;
using Mosaic.DeviceService.Presence;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// Sends what waits to devices that are connected, each device's in the order it was accepted. A request goes out only when
/// the journal has the intent: killed in between, this instance leaves one of which it is not known whether it was sent, and
/// no other sends it. An event goes out before the journal has it: what is killed in between is sent again, with the same id.
/// </summary>
internal sealed partial class PendingSender(
    RequestLedger ledger, Journal journal, DispatchQueue queue, PresenceView presence, LivePublisher publisher, IOptions<MessagingOptions> messaging,
    TimeProvider time, ILogger<PendingSender> logger) : ILeaderWork
{
    private const int Devices = 64; // At a time.

    /// <summary>When a device is tried again that is said to be connected and was not found.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly DataPlacement _dataIn = messaging.Value.DataIn;

    public async Task RunAsync(CancellationToken held)
    {
        while (!await journal.EnsureCurrentAsync())
        {
            await Task.Delay(RetryDelay, time, held);
        }

        presence.Connected += queue.Ready;
        queue.Open();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Devices).Select(_ => WorkAsync(held)));
        }
        finally
        {
            queue.Close();
            presence.Connected -= queue.Ready;
        }
    }

    private async Task WorkAsync(CancellationToken held)
    {
        while (true)
        {
            var device = await queue.TakeAsync(held);
            try
            {
                if (!await SendAsync(device, held))
                {
                    _ = TryLaterAsync(device, held);
                }
            }
            catch (Exception e) when (!held.IsCancellationRequested)
            {
                Log.Failed(logger, device, e);
                _ = TryLaterAsync(device, held);
            }
            finally
            {
                queue.Done(device);
            }
        }
    }

    private async Task TryLaterAsync(Guid device, CancellationToken held)
    {
        await Task.Delay(RetryDelay, time, held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!held.IsCancellationRequested)
        {
            queue.Ready(device);
        }
    }

    /// <returns>False when it is to be tried again later, true when there is nothing to do until something changes.</returns>
    private async Task<bool> SendAsync(Guid device, CancellationToken held)
    {
        while (presence.Find(device) is { Connected: true } && ledger.NextPending(device) is { } next)
        {
            held.ThrowIfCancellationRequested();
            if (next.Expires <= time.GetUtcNow())
            {
                return false; // Its end is about to be written.
            }

            if (!await (next.IsRequest ? SendRequestAsync(next) : SendEventAsync(next)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> SendRequestAsync(DurableMessage request)
    {
        // 1. The intent, in the journal and before anything that would exclude it.
        var intent = journal.Entry(JournalKinds.Sent, request.Key);
        var appended = await journal.AppendAsync(intent);
        if (!appended.Counts)
        {
            return appended.IsRead;
        }

        // 2. To the device's session.
        var outcome = await PublishAsync(request with { SentAt = intent.Time });
        if (outcome is PublishOutcome.Confirmed or PublishOutcome.TimedOut)
        {
            return true;
        }

        // 3. There is none. Once: when this cannot be written, the request ends as unconfirmed, which is never wrong.
        await journal.AppendAsync(journal.Entry(JournalKinds.Returned, request.Key) with { Dispatch = intent.Id });
        return outcome == PublishOutcome.Invalid && await GiveUpAsync(request);
    }

    private async Task<bool> SendEventAsync(DurableMessage message)
    {
        var outcome = await PublishAsync(message);
        if (outcome == PublishOutcome.Invalid)
        {
            return await GiveUpAsync(message);
        }

        return outcome == PublishOutcome.Confirmed
            && (await journal.AppendAsync(journal.Entry(JournalKinds.Sent, message.Key))).IsRead;
    }

    /// <summary>Ends what cannot be published, as what was taken with other settings may not: nothing was sent, and what waits behind it goes on.</summary>
    private async Task<bool> GiveUpAsync(DurableMessage message)
    {
        Log.NotPublishable(logger, message.Key.Id, message.Key.Device);
        return (await journal.AppendAsync(journal.Entry(JournalKinds.Cancelled, message.Key))).IsRead;
    }

    private Task<PublishOutcome> PublishAsync(DurableMessage message) => Create(message) is { } outgoing
        ? publisher.PublishAndWaitAsync(outgoing, message.Key.Device.GetHashCode(), CancellationToken.None)
        : Task.FromResult(PublishOutcome.Invalid);

    /// <summary>The message for the device; null when none can be made of the body, which was found good when it was accepted, but perhaps by an earlier version.</summary>
    private AwaitedMessage? Create(DurableMessage durable)
    {
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.HiveToDevice,
            RoutingKey = Topology.DeviceKey(durable.Key.Device),
            Mandatory = true,

            // Nobody's queue of the moment: the confirmation goes the way of all messages, which outlives every instance.
            ReplyTo = durable.IsRequest ? Topology.Requests : null,
        };
        var message = outgoing.Message;
        var error = MessageReader.Read(durable.Body, message);
        DeviceMessage.TakeTimeout(message, out _);
        DeviceMessage.TakeTimeToLive(message, out _);
        message[Fields.Id] = durable.Key.Id;
        message[Fields.TraceParent] ??= durable.TraceParent;
        error ??= DeviceMessage.Complete(message, durable.Key.Kind, durable.Key.Device, durable.AcceptedAt);
        if (error is not null)
        {
            return null;
        }

        _dataIn.Place(message);
        if (durable.Deadline is { } deadline)
        {
            message[Fields.Deadline] = Rfc3339.Format(deadline);
        }

        return outgoing;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Sending what waits for device {Device} failed by a fault of this service; it is tried again.")]
        public static partial void Failed(ILogger logger, Guid device, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "What was kept for device {Device} as '{Id}' cannot be published and is cancelled.")]
        public static partial void NotPublishable(ILogger logger, string id, Guid device);
    }
}
