using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P9: P1 again, while further devices are connected and idle.</summary>
internal sealed class CrowdedService : IMeasure
{
    private const int Idle = 14_900;

    public string Id => "P9";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        var address = new Uri(mosaic.WebSocketService, "/ws");
        using var crowd = new Storm();
        await crowd.ConnectAsync(address, [.. Enumerable.Range(0, Idle).Select(_ => DeviceTokens.Issue(Guid.NewGuid()))], Idle, cancellationToken);
        using var fleet = await context.ConnectFleetAsync(mosaic, cancellationToken);
        var rate = await fleet.RunAsync(context.Options.WarmUp, context.Options.Duration, cancellationToken);
        return [new Figure(Id, $"P1 with {Idle - crowd.Failed + MeasureContext.Devices:N0} devices connected{fleet.Losses}", rate, "messages/s", fleet.Sent, fleet.Arrivals.Count)];
    }
}
