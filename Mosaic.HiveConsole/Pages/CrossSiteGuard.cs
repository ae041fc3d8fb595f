namespace Mosaic.HiveConsole.Pages;

/// <summary>
/// The API is open to this machine, and so to a browser on it. A page from elsewhere must not use that: what changes
/// something is refused when a browser says that another site's page asked for it. Programs that are no browsers say
/// neither and are not concerned.
/// </summary>
internal static class CrossSiteGuard
{
    internal static void UseCrossSiteGuard(this WebApplication app) => app.Use((context, next) =>
        IsReading(context.Request) || IsOwn(context.Request)
            ? next(context)
            : TypedResults.Problem("A page of another site may not call this.", statusCode: 403, type: "urn:mosaic:problem:cross-site")
                .ExecuteAsync(context));

    // The stream only reads too, but there is room for a few of them alone, and another site's page could take it.
    private static bool IsReading(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        && !request.Path.StartsWithSegments("/console/api", StringComparison.OrdinalIgnoreCase);

    // Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/) is the browser's own word; same-site is not enough, because all of
    // this machine's ports are one site. Browsers without it send Origin with whatever changes something.
    private static bool IsOwn(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" or "none" => true,
        "" => request.Headers.Origin.Count == 0
            || string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
