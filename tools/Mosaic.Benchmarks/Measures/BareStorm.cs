using Mosaic.Benchmarks.Peers;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What P7 and P8 are compared with: a WebSocket of Kestrel's with nothing behind it.</summary>
internal sealed class BareStorm : IMeasure
{
    public string Id => "bare";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var (process, address) = await BareWebSocket.StartAsync(cancellationToken);
        await using var running = process;
        return await IdleDevices.MeasureAsync("bare", "bare-rate", "bare Kestrel", process, address, authenticated: false, cancellationToken);
    }
}
