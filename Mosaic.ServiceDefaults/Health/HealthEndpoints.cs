using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mosaic.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    // Ready to serve: every check passes.
    internal const string Ready = "/health";

    // Alive: only the checks tagged live. A broker that is away does not make a process worth restarting.
    internal const string Alive = "/alive";

    private const string LiveTag = "live";

    internal static bool Serve(PathString path) => path.StartsWithSegments(Ready) || path.StartsWithSegments(Alive);

    internal static void AddLivenessCheck(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    // The status in one word, and below it a line for each check that found something.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var problems = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        return context.Response.WriteAsync(report.Status + string.Concat(problems), context.RequestAborted);
    }

    internal static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) })
            .DisableHttpMetrics();
    }
}
