using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Mosaic.Tests.Deploy;

/// <summary>What the SDK would make an image of. Evaluated only: an image needs its base image's registry.</summary>
public sealed class ContainerImageTests
{
    [Theory]
    [InlineData("Mosaic.WebSocketService", "mosaic-websocket-service")]
    [InlineData("Mosaic.DeviceService", "mosaic-device-service")]
    [InlineData("Mosaic.HiveBackendStub", "mosaic-hive-backend")]
    [InlineData("tools/Mosaic.DeviceSimulator", "mosaic-device-simulator")]
    public async Task Program_Published_IsAChiseledImageWithoutRoot(string project, string image)
    {
        var properties = await EvaluateAsync(project);

        Assert.Equal(image, (string?)properties["ContainerRepository"]);
        Assert.Equal(Versions.Mosaic, (string?)properties["ContainerImageTag"]);
        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", (string?)properties["ContainerBaseImage"]);
        Assert.Equal("1654", (string?)properties["ContainerUser"]);
        Assert.Equal("true", (string?)properties["EnableSdkContainerSupport"]);
    }

    private static async Task<JsonNode> EvaluateAsync(string project)
    {
        // No node that outlives the test, and no server: other builds may be under way.
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.PathOf(project),
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "msbuild", "-nodeReuse:false", "-t:ComputeContainerBaseImage",
                "-getProperty:ContainerRepository,ContainerImageTag,ContainerBaseImage,ContainerUser,EnableSdkContainerSupport",
            },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return JsonNode.Parse(output)!["Properties"]!;
    }
}
