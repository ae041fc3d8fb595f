using System.Text.Json;
using Mosaic.Tests.HiveBackendStub;
using Mosaic.Tests.HiveBackendStub.Forwarding;

namespace Mosaic.Tests.HiveConsole.Pages;

public sealed class OriginProbeTests
{
    [Theory]
    [InlineData(403, "origin-refused")]
    [InlineData(503, "refused")]
    public async Task Probe_Refused_SaysHow(int status, string result)
    {
        await using var service = await FakeDeviceService.StartAsync();
        service.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await using var stub = await StubHost.StartAsync(settings: $"--Console:WebSocketUrl={service.Address}");

        var answer = await stub.GetAsync("/console/api/websocket");

        Assert.Equal((status, result), (answer.GetProperty("status").GetInt32(), answer.GetProperty("result").GetString()));
        var own = stub.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(own, answer.GetProperty("origin").GetString());
        var call = Assert.Single(service.Calls);
        Assert.Equal(("GET /ws", own), (call.Call, call.Headers.Origin.ToString()));
    }

    [Fact]
    public async Task Probe_NobodyThere_SaysSo()
    {
        var service = await FakeDeviceService.StartAsync();
        var address = service.Address;
        await service.DisposeAsync();
        await using var stub = await StubHost.StartAsync(settings: $"--Console:WebSocketUrl={address}");

        var answer = await stub.GetAsync("/console/api/websocket");

        Assert.Equal("unreachable", answer.GetProperty("result").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("status").ValueKind);
    }

    [Fact]
    public async Task Probe_NothingConfigured_SaysSo()
    {
        await using var stub = await StubHost.StartAsync();

        Assert.Equal("not-configured", (await stub.GetAsync("/console/api/websocket")).GetProperty("result").GetString());
    }
}
