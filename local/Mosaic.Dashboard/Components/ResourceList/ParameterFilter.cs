using Mosaic.Dashboard.Resources;

namespace Mosaic.Dashboard.Components.ResourceList;

/// <summary>Parameters are resources too; they do not run, and are out of the way until asked for.</summary>
internal static class ParameterFilter
{
    public const string Type = "Parameter";

    public static IEnumerable<ResourceView> WithParameters(this IEnumerable<ResourceView> resources, bool shown) =>
        shown ? resources : resources.Where(resource => resource.Type != Type);
}
