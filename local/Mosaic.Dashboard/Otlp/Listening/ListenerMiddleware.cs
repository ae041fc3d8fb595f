using Mosaic.Dashboard.Otlp.Authentication;

namespace Mosaic.Dashboard.Otlp.Listening;

/// <summary>Keeps the addresses apart, and asks for the API key where telemetry is received.</summary>
internal sealed class ListenerMiddleware(RequestDelegate next, ApiKeyCheck key)
{
    public Task InvokeAsync(HttpContext context)
    {
        var here = context.Features.Get<ListenerFeature>()?.Kind ?? ListenerKind.Pages;
        var wanted = context.GetEndpoint()?.Metadata.GetMetadata<ListenerMetadata>()?.Kind ?? ListenerKind.Pages;
        if (here != wanted)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return here == ListenerKind.Pages || key.IsAllowed(context) ? next(context) : key.RefuseAsync(context, here);
    }
}
