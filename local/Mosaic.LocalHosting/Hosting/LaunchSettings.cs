using System.Text.Json.Serialization;

namespace Aspire.Hosting;

/// <summary>A project's Properties/launchSettings.json.</summary>
public sealed class LaunchSettings
{
    /// <summary>By name, in the order of the file.</summary>
    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}
