using System.Xml.Linq;

namespace Mosaic.Tests.Deploy;

/// <summary>The versions that several files have to agree on.</summary>
internal static class Versions
{
    /// <summary>Mosaic's own, which is its images' tag.</summary>
    internal static string Mosaic { get; } =
        XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>The images of Mosaic's programs.</summary>
    internal static string ImageOf(string service) => $"mosaic-{service}:{Mosaic}";
}
