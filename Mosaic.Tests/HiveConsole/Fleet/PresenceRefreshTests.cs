using Microsoft.AspNetCore.Http;
using Mosaic.Tests.HiveBackendStub;
using Mosaic.Tests.HiveBackendStub.Forwarding;
using Mosaic.Tests.HiveConsole.Live;

namespace Mosaic.Tests.HiveConsole.Fleet;

public sealed class PresenceRefreshTests
{
    private const string First = "00000000-0000-4000-8000-000000000001";
    private const string Second = "00000000-0000-4000-8000-000000000002";

    [Fact]
    public async Task Stream_Opened_ReadsWhoIsConnectedPageByPage()
    {
        await using var service = await FakeDeviceService.StartAsync();
        service.Answer = context => context.Response.WriteAsync(context.Request.Query.ContainsKey("after")
            ? Page(Device(Second, connected: false), "null")
            : Page(Device(First, connected: true), $"\"{First}\""));
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        Assert.Empty(service.Calls);

        using var stream = await StreamReading.OpenAsync(stub);
        await stream.UntilAsync(read => read.States.Count == 2);

        Assert.Equal(new() { [First] = 1, [Second] = 0 }, stream.States);
        Assert.Equal(["GET /devices?limit=1000", $"GET /devices?limit=1000&after={First}"], service.Calls.Select(call => call.Call));
        var history = (await stub.GetAsync($"/console/api/devices/{Second}")).GetProperty("history");
        Assert.Equal("instance_lost", history[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task DeviceService_Failing_IsSaid()
    {
        await using var service = await FakeDeviceService.StartAsync();
        service.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var stub = await StubHost.StartAsync(settings: service.Setting);

        using var stream = await StreamReading.OpenAsync(stub);

        await stream.UntilAsync(read => read.Totals.GetProperty("presenceunread").GetBoolean());
    }

    private static string Page(string device, string next) => $$"""{"devices":[{{device}}],"next":{{next}}}""";

    private static string Device(string id, bool connected) =>
        $$"""
        {"device":"{{id}}","connected":{{(connected ? "true" : "false")}},"session":"6c3d0a2e-61f5-4b0f-9f0f-1f6f2f6c9a10","epoch":"1795365660123000",
        "since":"2026-11-22T17:00:00.1234567+00:00","instance":"ws-1",
        "lastdisconnect":{{(connected ? "null" : """{"at":"2026-11-22T17:00:00+00:00","reason":"instance_lost","session":"6c3d0a2e-61f5-4b0f-9f0f-1f6f2f6c9a10"}""")}}}
        """;
}
