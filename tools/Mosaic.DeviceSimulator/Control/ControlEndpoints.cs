using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Mosaic.DeviceSimulator.Reporting;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.DeviceSimulator.Control;

/// <summary>
/// What can be asked of a run from outside: <c>GET /health</c> and <c>POST /devices?count=10</c>. Anybody on this machine may; a page in
/// a browser on it may not.
/// </summary>
internal static class ControlEndpoints
{
    internal const int MostAtOnce = 1_000;
    internal const int MostDevices = 100_000;

    internal static void MapControl(this WebApplication app)
    {
        app.UseStatusCodePages();
        app.Use(RefuseWebPages);
        app.MapGet("/health", Health);
        app.MapPost("/devices", Add);
    }

    /// <summary>200 once all devices of the start have connected, else 503; both say in a line of text how far it is.</summary>
    private static ContentHttpResult Health(Fleet fleet, Refusals refusals) => fleet.Missing == 0
        ? TypedResults.Text($"Healthy: {fleet.Devices} devices.")
        : TypedResults.Text(
            $"Waiting for {fleet.Missing} devices to connect{(refusals.Last is { } reason ? $". The last failure: {reason}" : "")}",
            statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>202 with how many devices there are now; they connect one after the other, at the connect rate.</summary>
    private static Results<Accepted<DeviceCount>, ProblemHttpResult> Add(HttpRequest request, Fleet fleet)
    {
        if (!int.TryParse(request.Query["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostAtOnce)
        {
            return Problem(StatusCodes.Status400BadRequest, "invalid-request", $"count must be a number from 1 to {MostAtOnce}.");
        }

        return fleet.TryAdd(count, MostDevices) is { } devices
            ? TypedResults.Accepted((string?)null, new DeviceCount(devices))
            : Problem(StatusCodes.Status409Conflict, "no-more-devices", $"There may be {MostDevices} devices, and none once the run has ended.");
    }

    // A browser states the origin of the page that makes a call, for every call that is not a plain GET. A page whose own name has been
    // made to resolve to this machine (DNS rebinding) shows in the host.
    private static Task RefuseWebPages(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin.Count > 0)
        {
            return Problem(StatusCodes.Status403Forbidden, "cross-site", "A web page may not call this.").ExecuteAsync(context);
        }

        return IsLoopback(context.Request.Host.Host)
            ? next(context)
            : Problem(StatusCodes.Status403Forbidden, "unknown-host", "The host must be localhost or a loopback address.").ExecuteAsync(context);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static ProblemHttpResult Problem(int status, string code, string detail) =>
        TypedResults.Problem(detail: detail, statusCode: status, type: $"urn:mosaic:problem:{code}");

    private sealed record DeviceCount(int Devices);
}
