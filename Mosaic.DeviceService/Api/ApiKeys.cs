using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Api;

/// <summary>Lets only callers with one of the API keys pass, except to the pages that say nothing about devices.</summary>
internal sealed class ApiKeys(IOptions<HiveOptions> options) : IMiddleware
{
    private const string Scheme = "Bearer ";
    private const int LongestKey = 1024;

    private static readonly PathString[] Open = ["/health", "/alive", "/openapi", "/scalar"];

    private readonly byte[][] _hashes = [.. Split(options.Value.ApiKey).Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    public static string[] Split(string configured) =>
        configured.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Accept(context.Request.Headers.Authorization) || IsOpen(context.Request.Path))
        {
            return next(context);
        }

        // RFC 6750, section 3.
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Create(401, ProblemCodes.Unauthorized, "The call needs the header Authorization: Bearer <API key>.").ExecuteAsync(context);
    }

    /// <summary>Whether an <c>Authorization</c> header carries one of the keys. Takes as long for every wrong key.</summary>
    public bool Accept(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var key = authorization.AsSpan(Scheme.Length).Trim();
        if (key.Length > LongestKey)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(LongestKey)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        var accepted = false;
        foreach (var known in _hashes)
        {
            accepted |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return accepted;
    }

    private static bool IsOpen(PathString path)
    {
        foreach (var open in Open)
        {
            if (path.StartsWithSegments(open))
            {
                return true;
            }
        }

        return false;
    }
}
