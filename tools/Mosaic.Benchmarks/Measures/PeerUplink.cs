using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What P1 and P2 are compared with: the same load and the same backend, with a peer between.</summary>
internal sealed class PeerUplink(string id, string what, string? missing, Func<Uri, CancellationToken, Task<(Peer Peer, Uri WebSocket)>> start) : IMeasure
{
    public string Id => id;

    public string? Missing => missing;

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var (peer, address) = await start(context.Backend.Address, cancellationToken);
        await using var running = peer;
        var arrivals = context.Backend.Arrivals = new Arrivals(MeasureContext.Devices);
        using var fleet = await Fleet.ConnectAsync(address, MeasureContext.Devices, null, arrivals, cancellationToken);
        var rate = await fleet.RunAsync(context.Options.WarmUp, context.Options.Duration, cancellationToken);
        return [new Figure(id, what + fleet.Losses, rate, "messages/s", fleet.Sent, arrivals.Count)];
    }
}
