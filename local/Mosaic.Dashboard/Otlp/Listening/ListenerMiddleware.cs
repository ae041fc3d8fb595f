using Mosaic.Dashboard.Otlp.Authentication;

namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>
/// Keeps the addresses apart. What comes for telemetry goes straight to its endpoint, past the pages' login, and is
/// asked for the API key instead.
/// </summary>
internal sealed class ListenerMiddleware(RequestDelegate next, ApiKeyCheck key)
{
    public Task InvokeAsync(HttpContext context)
    {
        var here = context.Features.Get<ListenerFeature>()?.Kind ?? ListenerKind.Pages;
        var endpoint = context.GetEndpoint();
        var wanted = endpoint?.Metadata.GetMetadata<ListenerMetadata>()?.Kind ?? ListenerKind.Pages;
        if (here != wanted)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (here == ListenerKind.Pages) return next(context);
        return key.IsAllowed(context) ? endpoint!.RequestDelegate!(context) : key.RefuseAsync(context, here);
    }
}
