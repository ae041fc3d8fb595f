using System.Text.Json;

namespace Aspire.Hosting;

internal static class LaunchSettingsReader
{
    private static readonly JsonSerializerOptions Lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile a resource is launched by: the first that runs a project; null for none.</summary>
    /// <exception cref="DistributedApplicationException">The file is no JSON.</exception>
    public static LaunchProfile? DefaultProfile(IProjectMetadata project) =>
        (project.LaunchSettings ?? Read(project.ProjectPath))?.Profiles.Values.FirstOrDefault(p => p.CommandName == "Project");

    private static LaunchSettings? Read(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(file), Lenient);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"The launch settings '{file}' are not valid JSON: {e.Message}", e);
        }
    }
}
