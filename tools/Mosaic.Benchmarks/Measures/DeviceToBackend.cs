using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P1 and P2: how many messages of devices reach the backend in a second, posted singly or in batches; and P1 with its traces.</summary>
internal sealed class DeviceToBackend(string id, string what, int batch, bool traced = false) : IMeasure
{
    public string Id => id;

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(traced, cancellationToken, ("Delivery__Batch__MaxMessages", $"{batch}"));
        using var fleet = await context.ConnectFleetAsync(mosaic, cancellationToken);
        var rate = await fleet.RunAsync(context.Options.WarmUp, context.Options.Duration, cancellationToken);
        return [new Figure(id, what + fleet.Losses, rate, "messages/s", fleet.Sent, fleet.Arrivals.Count)];
    }
}
