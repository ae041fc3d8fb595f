using System.Globalization;
using Microsoft.Extensions.Options;
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
        if (letter.Properties.Headers.Uuid(Fields.Device) is not { } device) return null;
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = Topology.PartitionOf(device, _partitions).ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        StoredMessage.CopyTo(letter.Properties, letter.Body, outgoing.Message);
        return await publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None);
    }
}
