using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Mosaic.HiveConsole.Pages;

/// <summary>A page or a file of one, with the headers that keep it to itself.</summary>
internal sealed class PageAnswer
{
    // Everything the pages need comes from here, and nothing may be loaded into them from elsewhere.
    private const string Everywhere = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; object-src 'none'";

    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly string _policy;
    private readonly EntityTagHeaderValue _tag;

    /// <param name="content">The file, UTF-8.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="connect">Where else the page may connect to.</param>
    internal PageAnswer(byte[] content, string contentType, Uri? connect = null)
    {
        _content = content;
        _contentType = $"{contentType}; charset=utf-8";
        _policy = connect is null ? Everywhere : $"{Everywhere}; connect-src 'self' {connect.GetLeftPart(UriPartial.Authority)}";
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
    }

    internal IResult Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked for again each time, so that a page never runs with the scripts of an older version.
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(_content, _contentType, entityTag: _tag);
    }
}
