using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Mosaic.Settings;

namespace Mosaic.Dashboard.Access;

/// <summary>The login: whatever is not marked as open to all asks for it.</summary>
internal static class AccessExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSharedSettings<FrontendOptions>(FrontendOptions.Section);
        services.AddSingleton<BrowserToken>();
        services.AddAuthentication(BrowserTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BrowserTokenHandler>(BrowserTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        // The pages' forms do not outlive the process, so neither need their keys; and nothing is written to anybody's home.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddHealthChecks();
        services.AddHostedService<LoginAnnouncement>();
        // That the keys go with the process is the intention.
        services.AddLogging(l => l.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
        return services;
    }

    /// <summary>Asks for the login from here on, and offers it.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseMiddleware<LocalCallersOnly>();
        app.UseAuthentication();
        app.UseAuthorization();
        LoginEndpoints.Map(app);
        app.MapHealthChecks("/health").AllowAnonymous();
        return app;
    }
}
