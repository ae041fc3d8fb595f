using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Mosaic.Dashboard.Access;

/// <summary>Knows a browser that has logged in by its cookie; sends others to the login page.</summary>
internal sealed class BrowserTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    BrowserToken token,
    IOptions<FrontendOptions> frontend) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "BrowserToken";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (frontend.Value.AuthMode == FrontendAuthMode.BrowserToken && !token.IsCookie(Request.Cookies[BrowserToken.CookieName(Context)]))
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "developer")], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A page can be come back to; what a page asks for behind the user's back, its circuit included, is just refused.
        if (!HttpMethods.IsGet(Request.Method) || !Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return base.HandleChallengeAsync(properties);
        var wanted = Request.PathBase + Request.Path + Request.QueryString;
        Response.Redirect(wanted == "/" ? LoginEndpoints.Path : $"{LoginEndpoints.Path}{QueryString.Create(LoginEndpoints.ReturnUrl, wanted)}");
        return Task.CompletedTask;
    }
}
