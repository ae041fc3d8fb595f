using Microsoft.AspNetCore.Builder;
using Mosaic.ServiceDefaults.Health;

namespace Microsoft.Extensions.Hosting;

/// <summary>The endpoints every Mosaic service has.</summary>
public static class DefaultEndpointsExtensions
{
    /// <summary>
    /// Maps <c>/health</c> (200 when every check passes, else 503) and <c>/alive</c> (only the checks tagged <c>live</c>),
    /// in every environment: the orchestrator asks for them in production too. Both answer one word of plain text.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
