using System.Text;

namespace Mosaic.HiveConsole.Pages;

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

    /// <summary>A page within the frame that all pages have in common.</summary>
    /// <param name="path">The page's own address, marked in the navigation.</param>
    /// <param name="name">The page's folder and file: <c>fleet/fleet</c>.</param>
    /// <param name="title">Its title.</param>
    internal static byte[] Fill(string path, string name, string title) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read("layout.html"))
        .Replace("{title}", title, StringComparison.Ordinal)
        .Replace("{script}", $"/console/assets/{name}.js", StringComparison.Ordinal)
        .Replace("{main}", Encoding.UTF8.GetString(Read($"{name}.html")), StringComparison.Ordinal)
        .Replace($"<li><a href=\"{path}\">", $"<li><a href=\"{path}\" aria-current=\"page\">", StringComparison.Ordinal));
}
