using Mosaic.DeviceService.Http;

namespace Mosaic.DeviceService.Authentication;

/// <summary>Lets only callers with the API key pass, except to the pages that say nothing about devices.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeys keys)
{
    private static readonly PathString[] Open = ["/health", "/alive", "/openapi", "/scalar"];

    public Task InvokeAsync(HttpContext context)
    {
        if (keys.Accept(context.Request.Headers.Authorization) || IsOpen(context.Request.Path)) return next(context);

        // RFC 6750, section 3.
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Create(401, ProblemCodes.Unauthorized, "The call needs the header Authorization: Bearer <API key>.").ExecuteAsync(context);
    }

    private static bool IsOpen(PathString path)
    {
        foreach (var open in Open)
            if (path.StartsWithSegments(open)) return true;
        return false;
    }
}
