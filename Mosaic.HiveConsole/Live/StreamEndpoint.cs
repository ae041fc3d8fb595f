using Microsoft.AspNetCore.Http.Features;

namespace Mosaic.HiveConsole.Live;

/// <summary><c>GET /console/api/stream</c>: server-sent events, first a snapshot of the fleet, then what changes.</summary>
internal sealed class StreamEndpoint(FleetStream stream, IHostApplicationLifetime lifetime)
{
    internal async Task HandleAsync(HttpContext context)
    {
        if (stream.Join() is not { } viewer)
        {
            await TypedResults.Problem($"{FleetStream.MostViewers} pages watch already.", statusCode: 503, type: "urn:mosaic:problem:too-many-viewers")
                .ExecuteAsync(context);
            return;
        }
        try
        {
            await SendAsync(context, viewer);
        }
        catch (OperationCanceledException)
        {
            // The page is closed, too slow, or the program ends: in any case nobody waits for the rest.
            context.Abort();
        }
        finally
        {
            stream.Leave(viewer);
        }
    }

    private async Task SendAsync(HttpContext context, Viewer viewer)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, viewer.Dropped, lifetime.ApplicationStopping);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        await context.Response.Body.WriteAsync("retry: 1000\n\n"u8.ToArray(), ended.Token);
        await foreach (var frame in viewer.Frames.ReadAllAsync(ended.Token))
        {
            await context.Response.Body.WriteAsync(frame, ended.Token);
            await context.Response.Body.FlushAsync(ended.Token);
        }
    }
}
