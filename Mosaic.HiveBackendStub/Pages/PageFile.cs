namespace Mosaic.HiveBackendStub.Pages;

/// <summary>A file of the page, out of the assembly.</summary>
internal sealed class PageFile(string name, string contentType)
{
    // Everything the page needs comes from here, and nothing may be loaded into it from elsewhere.
    private const string Policy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    private readonly byte[] _content = Read(name);

    internal IResult Answer(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(_content, contentType);
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly does not hold {name}.");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
