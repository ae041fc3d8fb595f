using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Puts dead letters back among the messages to deliver, behind their device's others.</summary>
internal sealed class DeadLetterReplay(DurablePublisher publisher, IOptions<MessagingOptions> messaging)
{
    private readonly int _partitions = messaging.Value.Partitions;

    /// <summary>Publishes one again as it was.</summary>
    /// <returns>How that ended; null when it names no device and so belongs into no queue.</returns>
    internal async Task<PublishOutcome?> ReplayAsync(DeadLetter letter)
    {
        if (!Guid.TryParseExact(HeaderText.Get(letter.Properties.Headers, Fields.Device), "D", out var device)) return null;
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = Topology.PartitionOf(device, _partitions).ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        StoredHeaders.CopyTo(letter.Properties.Headers, outgoing.Message, fieldsOnly: true);
        outgoing.Message.Data = letter.Body;
        return await publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None);
    }
}
