using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Mosaic.Dashboard.Access;

/// <summary>The way in: a link with the token, or a page to paste it.</summary>
internal static class LoginEndpoints
{
    public const string Path = "/login";
    public const string ReturnUrl = "returnUrl";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var login = routes.MapGroup(Path).AllowAnonymous().ExcludeFromDescription();
        login.MapGet("", Follow);
        // Whoever could forge this request would have to know the token, and then needs no forgery.
        login.MapPost("", Submit).DisableAntiforgery();
    }

    private static Results<LoginPage, LocalRedirect> Follow(HttpContext context, BrowserToken token, string? t, string? returnUrl)
    {
        if (token.IsToken(t))
            return LetIn(context, token, returnUrl);
        return new LoginPage(returnUrl, IsRefused: t is not null);
    }

    private static Results<LoginPage, LocalRedirect> Submit(HttpContext context, BrowserToken token, [FromForm] string? t, [FromForm] string? returnUrl)
    {
        if (token.IsToken(t?.Trim()))
            return LetIn(context, token, returnUrl);
        return new LoginPage(returnUrl, IsRefused: true);
    }

    private static LocalRedirect LetIn(HttpContext context, BrowserToken token, string? returnUrl)
    {
        context.Response.Cookies.Append(BrowserToken.CookieName(context), token.CookieValue, new CookieOptions
        {
            HttpOnly = true,
            // Lax, not Strict: a link from elsewhere, the fleet's console say, is to open the page it names.
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });
        return new LocalRedirect(returnUrl);
    }
}
