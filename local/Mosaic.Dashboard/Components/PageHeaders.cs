namespace Mosaic.Dashboard.Components;

/// <summary>
/// The headers that keep a page to itself: nothing is loaded from or sent to another machine, and no other page may frame it. What the
/// policy allows beyond 'self':
/// <list type="bullet">
/// <item>inline styles: MudBlazor and the waterfall place elements with the style attribute, and MudBlazor's theme is a style element;</item>
/// <item>images as data: MudBlazor's style sheet has two of them.</item>
/// </list>
/// Blazor's web socket has the page's own origin, which 'self' covers. No script is inline, so there is no import map either.
/// </summary>
internal static class PageHeaders
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    internal static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    });
}
