namespace Mosaic.Dashboard.Access;

/// <summary>Goes on to a page of the dashboard, never to another host: of any other address only the first page is left.</summary>
internal sealed record LocalRedirect(string? Url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Redirect(IsLocal(Url) ? Url! : "/");
        return Task.CompletedTask;
    }

    // Browsers read //host and /\host as addresses of another host, and drop tabs and line ends before they look.
    private static bool IsLocal(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);
}
