using Mosaic.Dashboard.Resources;

namespace Mosaic.Dashboard.Components.ResourceList;

/// <summary>What a resource is run from, in a few characters.</summary>
internal static class ResourceSource
{
    private static readonly string[] Names = ["project.path", "container.image", "executable.path", "source"];

    /// <returns>The project's file, the image, the program; empty where there is nothing to run.</returns>
    public static string Short(ResourceView resource) => Full(resource) is { } source ? source[(source.LastIndexOf('/') + 1)..] : "";

    public static string? Full(ResourceView resource) =>
        Names.Select(name => resource.Properties.FirstOrDefault(property => property.Name == name && !property.IsSecret)?.Value)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
