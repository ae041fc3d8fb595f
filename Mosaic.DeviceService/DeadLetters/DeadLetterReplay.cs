using System.Globalization;
using Microsoft.Extensions.Options;
using Mosaic.DeviceService.Http;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Puts dead letters back among the messages to deliver, behind their device's others.</summary>
internal sealed class DeadLetterReplay(DurablePublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    private readonly int _partitions = messaging.Value.Partitions;

    /// <summary>Publishes one again as it was. The letter's body is copied before it returns.</summary>
    /// <returns>How that ended; null when it names no device and so belongs into no queue.</returns>
    internal Task<PublishOutcome?> ReplayAsync(DeadLetter letter)
    {
        if (letter.Properties.Headers.Uuid(Fields.Device) is not { } device) return Task.FromResult<PublishOutcome?>(null);
        var outgoing = new AwaitedMessage
        {
            Exchange = Topology.DeviceToHive,
            RoutingKey = Topology.PartitionOf(device, _partitions).ToString(CultureInfo.InvariantCulture),
            Persistent = true,
            Mandatory = true,
        };
        StoredMessage.CopyTo(letter.Properties, letter.Body.ToArray(), outgoing.Message);
        return PublishAsync(outgoing, device);
    }

    // What is not confirmed in time may be in its queue all the same: it stays a dead letter as well, and may come twice.
    private async Task<PublishOutcome?> PublishAsync(AwaitedMessage outgoing, Guid device) =>
        await CallLimit.WithinAsync(publisher.PublishAndWaitAsync(outgoing, device.GetHashCode(), CancellationToken.None), PublishOutcome.TimedOut, time);
}
