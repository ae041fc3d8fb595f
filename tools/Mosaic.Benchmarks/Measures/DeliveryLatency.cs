using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P10: from the device's send to the backend's reading, at half the rate that P1 sustains.</summary>
internal sealed class DeliveryLatency : IMeasure
{
    public string Id => "P10";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        using var fleet = await context.ConnectFleetAsync(mosaic, cancellationToken);
        return await MeasureAsync("P10", "device to backend", fleet, context, cancellationToken);
    }

    /// <summary>Finds the rate, then sends at half of it.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        string id, string what, Fleet fleet, MeasureContext context, CancellationToken cancellationToken)
    {
        var rate = await fleet.RunAsync(context.Options.WarmUp, context.Options.Duration / 2, cancellationToken);
        fleet.Arrivals.KeepLatencies((int)(rate * context.Options.Duration.TotalSeconds));
        await fleet.PaceAsync(rate / 2, context.Options.Duration, cancellationToken);
        var latencies = fleet.Arrivals.TakeLatencies();
        return
        [
            new Figure(id, $"{what}: median at {rate / 2:N0} messages/s", Percentiles.Of(latencies, 50), "ms", fleet.Sent, fleet.Arrivals.Count),
            new Figure($"{id}-p99", $"{what}: 99th percentile at {rate / 2:N0} messages/s", Percentiles.Of(latencies, 99), "ms", fleet.Sent, fleet.Arrivals.Count),
        ];
    }
}
