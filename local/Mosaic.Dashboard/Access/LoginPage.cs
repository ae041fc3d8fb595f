using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;

namespace Mosaic.Dashboard.Access;

/// <summary>The page to paste the token; it needs no other file, which only those who are in may load.</summary>
internal sealed record LoginPage(string? ReturnUrl, bool IsRefused) : IResult
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string Template = Read();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = IsRefused ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        // The address may have a token in it.
        response.Headers["Referrer-Policy"] = "no-referrer";
        var html = Template
            .Replace("{{refused}}", IsRefused ? "" : "hidden", StringComparison.Ordinal)
            .Replace("{{invalid}}", IsRefused ? "true" : "false", StringComparison.Ordinal)
            .Replace("{{returnUrl}}", HtmlEncoder.Default.Encode(ReturnUrl ?? ""), StringComparison.Ordinal);
        return response.WriteAsync(html, Encoding.UTF8, httpContext.RequestAborted);
    }

    private static string Read()
    {
        using var stream = typeof(LoginPage).Assembly.GetManifestResourceStream("login.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
