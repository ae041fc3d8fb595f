using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace Mosaic.Tests.AppHost.Manifest;

/// <summary>Manifests that are kept beside the tests, and those that Aspire writes.</summary>
internal static class Manifest
{
    private static string Root => Path.GetDirectoryName(Projects.Mosaic_AppHost.ProjectPath)!;

    /// <summary>A kept one, written for the solution's folder, as it is for a manifest in another.</summary>
    public static async Task<JsonNode> KeptAsync(string name, string folder)
    {
        var file = Path.Combine(Root, "Mosaic.Tests", "AppHost", "Manifest", name);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        foreach (var (_, resource) in manifest["resources"]!.AsObject())
        {
            if (resource!["path"] is { } path)
            {
                resource["path"] = Path.GetRelativePath(folder, Path.Combine(Root, (string)path!));
            }
        }

        return manifest;
    }

    public static async Task<JsonNode> PublishedAsync(DistributedApplication app, string file)
    {
        await using (app)
        {
            await app.RunAsync();
        }

        return JsonNode.Parse(await File.ReadAllTextAsync(file))!;
    }

    /// <summary>Equal as JSON, and in the same order, so that a difference is easy to see.</summary>
    public static void AssertEqual(JsonNode expected, JsonNode actual)
    {
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected:\n{expected}\nActual:\n{actual}");
        Assert.Equal(expected.ToString(), actual.ToString());
    }
}
