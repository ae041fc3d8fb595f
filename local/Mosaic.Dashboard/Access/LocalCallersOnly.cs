using System.Net;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Access;

/// <summary>
/// Without a login nobody beyond this machine is served, nor a page of another site that had its name point here: its
/// requests come from this machine's browser, but with that site's name.
/// </summary>
internal sealed class LocalCallersOnly(RequestDelegate next, IOptions<FrontendOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (options.Value.AuthMode != FrontendAuthMode.Unsecured || (IsLocal(context.Connection.RemoteIpAddress) && IsLocal(context.Request.Host)))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("Without a login this dashboard serves its own machine only, as localhost.", context.RequestAborted);
    }

    private static bool IsLocal(IPAddress? address) => address is null || IPAddress.IsLoopback(address);

    private static bool IsLocal(HostString host) =>
        host.Host is "localhost" || host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
