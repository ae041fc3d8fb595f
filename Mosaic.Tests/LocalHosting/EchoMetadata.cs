using Aspire.Hosting;
using EchoService;
using Mosaic.LocalHosting.Engine;

namespace Mosaic.Tests.LocalHosting;

/// <summary>What the build writes for an AppHost's project references, here for the echo service.</summary>
public sealed class EchoMetadata : IBuiltProjectMetadata
{
    public string ProjectPath => Path.Combine(AppContext.BaseDirectory, "EchoService.csproj");

    public string TargetPath => EchoProgram.AssemblyPath;

    public LaunchSettings LaunchSettings => new()
    {
        Profiles = { ["http"] = new LaunchProfile { CommandName = "Project", ApplicationUrl = "http://localhost:5999", EnvironmentVariables = { ["FROM_PROFILE"] = "yes" } } },
    };
}
