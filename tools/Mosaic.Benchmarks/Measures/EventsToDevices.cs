using System.Diagnostics;
using System.Net;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P4: events from the backend to devices, through the REST call, by 64 callers.</summary>
internal sealed class EventsToDevices : IMeasure
{
    public string Id => "P4";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        using var callers = await DeviceCallers.ConnectAsync(mosaic, "events", cancellationToken);
        async Task<bool> CallAsync(int caller) => await callers.CallAsync(caller, cancellationToken) == (int)HttpStatusCode.Accepted;
        var warmUp = await RoundTrips.RepeatAsync(RoundTrips.Callers, context.Options.WarmUp, CallAsync, null, cancellationToken);
        var run = await RoundTrips.RepeatAsync(RoundTrips.Callers, context.Options.Duration, CallAsync, null, cancellationToken);
        var (sent, since) = (warmUp.Succeeded + run.Succeeded, Stopwatch.GetTimestamp());
        while (callers.Events < sent && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(20, cancellationToken);
        }

        return [new Figure("P4", "backend to device events, 64 callers", run.Succeeded / run.Seconds, "events/s", sent, callers.Events)];
    }
}
