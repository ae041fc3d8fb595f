using Mosaic.Benchmarks.Peers;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What is measured, in the order of its running.</summary>
internal static class AllMeasures
{
    public static IReadOnlyList<IMeasure> Create() =>
    [
        new RawBroker("P5", "raw broker: quorum queue, confirms, 6 headers", RawBroker.OneQueueAsync),
        new RawBroker("P5-partitions", "P5 with Mosaic's own exchange and queues", RawBroker.PartitionsAsync),
        new RawRoundTrip(),
        new DeviceToBackend("P1", "device to backend, one POST a message", batch: 1),
        new DeviceToBackend("P2", "device to backend, batches of up to 64", batch: 64),
        new DeviceToBackend("P1-traced", "P1 with traces, metrics and logs sent to the backend", batch: 1, traced: true),
        new RequestToDevice(),
        new EventsToDevices(),
        new DeviceStorm(),
        new BareStorm(),
        new CrowdedService(),
        new DeliveryLatency(),
        new Allocations(),
        new PeerUplink("nchan", "nchan: WebSocket to one POST a message", Nchan.Missing, Nchan.StartAsync),
        new PeerLatency(),
        new PeerUplink("pushpin", "Pushpin: WebSocket to POSTs of several messages", Pushpin.Missing, async (backend, cancellationToken) =>
        {
            var (peer, webSocket, _) = await Pushpin.StartAsync(backend, cancellationToken);
            return (peer, webSocket);
        }),
        new PeerPublish(),
    ];
}
