using Mosaic.Dashboard.Access;
using Mosaic.Dashboard.Components;
using Mosaic.Dashboard.Otlp;
using Mosaic.Dashboard.Resources;
using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard;

/// <summary>Composes the dashboard; apart from Program.cs so that tests host the very same application.</summary>
internal static class DashboardApp
{
    /// <param name="args">Configuration, as on the command line.</param>
    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // The pages' files stand beside the sources until they are published, in whatever environment the dashboard runs.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddAccess();
        builder.Services.AddResources(builder.Configuration);
        builder.AddTelemetry();
        builder.AddOtlp();
        builder.Services.AddPages();
        var app = builder.Build();
        app.UsePageHeaders();
        app.MapOtlp();
        app.UseAccess();
        app.MapStaticAssets();
        app.MapPages();
        return app;
    }
}
