namespace Mosaic.HiveBackendStub.Pages;

/// <summary>The files of the pages, out of the assembly. Names are lower case, with slashes: <c>fleet/fleet.js</c>.</summary>
internal static class PageResources
{
    private const string Prefix = "pages/";

    internal static IEnumerable<string> Names => Resources.Keys;

    // The project's folders, in which a Windows build has backslashes.
    private static readonly Dictionary<string, string> Resources = typeof(PageResources).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..].Replace('\\', '/').ToLowerInvariant(), StringComparer.Ordinal);

    internal static byte[] Read(string name)
    {
        using var resource = typeof(PageResources).Assembly.GetManifestResourceStream(Resources[name])!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
