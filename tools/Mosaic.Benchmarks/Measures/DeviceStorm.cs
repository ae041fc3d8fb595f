using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P7 and P8: memory of an idle device, and how fast devices get in.</summary>
internal sealed class DeviceStorm : IMeasure
{
    public string Id => "P7";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        return await IdleDevices.MeasureAsync("P7", "P8", "WebSocket Service", mosaic.WebSocketServiceProcess, new Uri(mosaic.WebSocketService, "/ws"), true, cancellationToken);
    }
}
