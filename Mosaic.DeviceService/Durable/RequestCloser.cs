using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Presence;
using Mosaic.DeviceService.Telemetry;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Durable;

/// <summary>
/// Ends what has run out of time, and reports every request's outcome to the Hive Backend. The report is published before the journal
/// records it: when this instance is killed in between, the next publishes it again, with the same id.
/// </summary>
internal sealed partial class RequestCloser(
    RequestLedger ledger, Journal journal, DispatchQueue queue, DurablePublisher publisher, DeviceServiceMetrics metrics, IOptions<MessagingOptions> messaging,
    TimeProvider time, ILogger<RequestCloser> logger) : ILeaderWork
{
    private const int AtATime = 500;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly int _partitions = messaging.Value.Partitions;

    public async Task RunAsync(CancellationToken held)
    {
        while (true)
        {
            held.ThrowIfCancellationRequested();
            var done = await journal.EnsureCurrentAsync();
            foreach (var due in ledger.Due(time.GetUtcNow()).Chunk(AtATime))
            {
                done &= (await Task.WhenAll(due.Select(EndAsync))).All(ended => ended);
            }

            foreach (var ended in ledger.Unreported().Chunk(AtATime))
            {
                done &= (await Task.WhenAll(ended.Select(ReportAsync))).All(reported => reported);
            }

            if (done)
            {
                await queue.WaitForEndAsync(Tick, held);
            }
            else
            {
                await Task.Delay(RetryDelay, time, held);
            }
        }
    }

    private async Task<bool> EndAsync(DurableMessage due)
    {
        var entry = due.State == DurableState.Accepted
            ? journal.Entry(JournalKinds.Expired, due.Key)
            : journal.Entry(JournalKinds.Unconfirmed, due.Key) with { Dispatch = due.Dispatch };
        var appended = await journal.AppendAsync(entry);
        if (appended.Counts && !due.IsRequest)
        {
            Log.EventExpired(logger, due.Key.Id, due.Key.Device);
        }

        return appended.IsRead;
    }

    private async Task<bool> ReportAsync(DurableMessage ended)
    {
        var partition = Topology.PartitionOf(ended.Key.Device, _partitions);
        var outcome = await publisher.PublishAndWaitAsync(Create(ended, partition), partition, CancellationToken.None);
        if (outcome != PublishOutcome.Confirmed)
        {
            Log.NotReported(logger, ended.Key.Id, ended.Key.Device, outcome);
            return false;
        }

        var appended = await journal.AppendAsync(journal.Entry(JournalKinds.Reported, ended.Key));
        if (appended.Counts)
        {
            metrics.RequestCompleted(DurableDocument.NameOf(ended.State));
        }

        return appended.IsRead;
    }

    private static AwaitedMessage Create(DurableMessage ended, int partition)
    {
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = partition.ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        var at = Rfc3339.Format(ended.EndedAt!.Value);
        var device = Topology.DeviceKey(ended.Key.Device);
        var message = outgoing.Message;
        message[Fields.Kind] = Kinds.Event;
        message[Fields.SpecVersion] = "1.0";
        message[Fields.Id] = DerivedId.Of(ended.Entry, MessageTypes.RequestCompleted).ToString("D");
        message[Fields.Source] = $"/devices/{device}";
        message[Fields.Type] = MessageTypes.RequestCompleted;
        message[Fields.Time] = at;
        message[Fields.ReceivedAt] = at;
        message[Fields.Device] = device;
        message[Fields.RequestId] = ended.Key.Id;
        message[Fields.TraceParent] = ended.TraceParent;
        message.Data = DurableDocument.ToUtf8(ended);
        return outgoing;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The outcome of request '{Id}' of device {Device} was not published: {Outcome}; trying again.")]
        public static partial void NotReported(ILogger logger, string id, Guid device, PublishOutcome outcome);

        [LoggerMessage(2, LogLevel.Information, "The event '{Id}' was kept for device {Device}, which did not connect in time.")]
        public static partial void EventExpired(ILogger logger, string id, Guid device);
    }
}
