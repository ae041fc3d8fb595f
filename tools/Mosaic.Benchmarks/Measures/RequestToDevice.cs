using System.Net;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P3: a request from the backend's call to the device, and its confirmation back to the call's answer.</summary>
internal sealed class RequestToDevice : IMeasure
{
    public string Id => "P3";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        await using var mosaic = await context.StartMosaicAsync(cancellationToken);
        using var callers = await DeviceCallers.ConnectAsync(mosaic, "requests", cancellationToken);
        return await RoundTrips.MeasureAsync("P3", "request and confirmation", context.Options,
            async caller => await callers.CallAsync(caller, cancellationToken) == (int)HttpStatusCode.OK, cancellationToken);
    }
}
