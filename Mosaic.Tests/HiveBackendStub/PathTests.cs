namespace Mosaic.Tests.HiveBackendStub;

public sealed class PathTests
{
    [Fact]
    public async Task Paths_InAnySpelling_AreAnsweredAndNoFault()
    {
        await using var stub = await StubHost.StartAsync(settings: "--services:device-service:http:0=http://127.0.0.1:9"); // Where nobody listens.
        var device = $"/devices/{Guid.NewGuid()}";

        var faults = await OddPaths.FaultsAsync(stub.Client.BaseAddress!, "",
            "/", "/devices", $"{device}/token", $"{device}/events", "/messages", "/stats", "/faults", "/registrations", "/device-events", "/dead-letters/x/replay", "/console/dead-letters",
            $"/console{device}", "/console/assets/x.js", "/console/api/devices", $"/console/api{device}", "/console/api/stream", "/.well-known/jwks.json");

        Assert.Empty(faults);
    }
}
