using System.Text;

namespace Mosaic.HiveBackendStub.Pages;

/// <summary>The frame that all pages have in common.</summary>
internal static class PageLayout
{
    private static readonly string Layout = Encoding.UTF8.GetString(PageResources.Read("layout.html"));

    /// <param name="path">The page's own address, marked in the navigation.</param>
    /// <param name="name">The page's folder and file: <c>fleet/fleet</c>.</param>
    /// <param name="title">Its title.</param>
    internal static byte[] Fill(string path, string name, string title) => Encoding.UTF8.GetBytes(Layout
        .Replace("{title}", title, StringComparison.Ordinal)
        .Replace("{script}", $"/console/assets/{name}.js", StringComparison.Ordinal)
        .Replace("{main}", Encoding.UTF8.GetString(PageResources.Read($"{name}.html")), StringComparison.Ordinal)
        .Replace($"<li><a href=\"{path}\">", $"<li><a href=\"{path}\" aria-current=\"page\">", StringComparison.Ordinal));
}
