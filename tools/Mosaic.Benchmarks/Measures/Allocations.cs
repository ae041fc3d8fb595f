using Mosaic.Benchmarks.Results;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P11: bytes that each service allocates for a message, under P1's load.</summary>
internal sealed class Allocations : IMeasure
{
    public string Id => "P11";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        using var fleet = await context.ConnectFleetAsync(mosaic, cancellationToken);
        await fleet.RunAsync(TimeSpan.Zero, context.Options.WarmUp, cancellationToken);

        await using var webSocketService = new AllocationWatch(mosaic.WebSocketServiceProcess.Id);
        await using var deviceService = new AllocationWatch(mosaic.DeviceServiceProcess.Id);
        var rate = await fleet.RunAsync(TimeSpan.Zero, context.Options.Duration, cancellationToken);
        return
        [
            new Figure(Id, "WebSocket Service: allocated for each message", webSocketService.BytesPerSecond / rate, "bytes", fleet.Sent, fleet.Arrivals.Count),
            new Figure($"{Id}-device-service", "Device Service: allocated for each message", deviceService.BytesPerSecond / rate, "bytes", fleet.Sent, fleet.Arrivals.Count),
        ];
    }
}
