using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What P10 is compared with: nchan's latency at half of the rate it sustains.</summary>
internal sealed class PeerLatency : IMeasure
{
    public string Id => "nchan-latency";

    public string? Missing => Nchan.Missing;

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var (peer, address) = await Nchan.StartAsync(context.Backend.Address, cancellationToken);
        await using var running = peer;
        var arrivals = context.Backend.Arrivals = new Arrivals(MeasureContext.Devices);
        using var fleet = await Fleet.ConnectAsync(address, MeasureContext.Devices, null, arrivals, cancellationToken);
        return await DeliveryLatency.MeasureAsync(Id, "nchan", fleet, context, cancellationToken);
    }
}
