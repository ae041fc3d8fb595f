using Microsoft.Extensions.DependencyInjection.Extensions;
using Mosaic.Dashboard.Components.Layout;
using Mosaic.Dashboard.Components.Shared;
using MudBlazor.Services;

namespace Mosaic.Dashboard.Components;

/// <summary>The dashboard's pages.</summary>
internal static class PagesExtensions
{
    internal static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Title>();
        services.AddSingleton<ResourceColors>();
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    /// <summary>Maps the pages and what they consist of.</summary>
    /// <returns>All endpoints of the pages, for whoever says who may see them.</returns>
    internal static IEndpointConventionBuilder MapPages(this WebApplication app)
    {
        app.UseAntiforgery();
        // The frame-ancestors of ours is in PageHeaders, with the rest of the policy.
        return app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
