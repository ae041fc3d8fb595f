using System.Net;
using Mosaic.Tests.HiveBackendStub;

namespace Mosaic.Tests.HiveConsole.Devices;

public sealed class DeviceViewTests
{
    [Fact]
    public async Task View_OfADeviceNobodyKnows_IsEmptyAndMakesNone()
    {
        await using var stub = await StubHost.StartAsync();

        var view = await stub.GetAsync($"/console/api/devices/{Delivery.Device}");

        Assert.Equal(0, view.GetProperty("state").GetInt32());
        Assert.Equal(0, view.GetProperty("received").GetArrayLength());
        using var stream = await Live.StreamReading.OpenAsync(stub);
        Assert.Empty(stream.States);
    }

    [Fact]
    public async Task View_OfMessages_HoldsTheirOwnTextNewestFirst()
    {
        await using var stub = await StubHost.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await stub.Client.SendAsync(Delivery.Signed(Delivery.Event($"e-{i}", data: """{ "n": 1.50e2 }""")));
        }

        var view = await stub.GetAsync($"/console/api/devices/{Delivery.Device}");

        var received = view.GetProperty("received").EnumerateArray().ToArray();
        Assert.Equal(50, received.Length);
        Assert.Equal(Delivery.Event("e-59", data: """{ "n": 1.50e2 }"""), received[0].GetProperty("text").GetString());
        Assert.Equal("org.example.battery", view.GetProperty("lastmessage").GetProperty("type").GetString());
    }

    [Fact]
    public async Task View_OfAHugeMessage_IsItsBeginning()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1", data: $"\"{new string('é', 100_000)}\"")));

        var message = (await stub.GetAsync($"/console/api/devices/{Delivery.Device}")).GetProperty("received")[0];

        Assert.True(message.GetProperty("textcut").GetBoolean());
        Assert.InRange(message.GetProperty("text").GetString()!.Length, 30_000, 64 * 1024);
    }

    [Fact]
    public async Task View_OfTheVersionThatIsKnown_IsNothingUntilSomethingHappens()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        var path = $"/console/api/devices/{Delivery.Device}";
        var known = $"{path}?version={(await stub.GetAsync(path)).GetProperty("version").GetInt64()}";

        Assert.Equal(HttpStatusCode.NoContent, (await stub.Client.GetAsync(known)).StatusCode);
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-2")));

        Assert.Equal(2, (await stub.GetAsync(known)).GetProperty("received").GetArrayLength());
    }

    [Fact]
    public async Task View_OfNoUuid_Is400()
    {
        await using var stub = await StubHost.StartAsync();

        await ProblemAssert.IsAsync(
            await stub.Client.GetAsync("/console/api/devices/d-1"), HttpStatusCode.BadRequest, "invalid-request", "device");
    }

    [Fact]
    public async Task LastMessages_OfTheDevicesNamed_AreTheirNewestTypeAndData()
    {
        await using var stub = await StubHost.StartAsync();
        var (other, silent) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1", data: """{"level":1}""")));
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-2", type: "org.example.door", data: """{ "n": 1.50e2, "data": [1] }""")));
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1", other, data: $"\"{new string('x', 5_000)}\"")));
        await stub.Client.PostAsync("/devices", StubHost.Json($$"""{"device":"{{silent}}"}"""));

        var answer = await stub.GetAsync($"/console/api/devices?id={Delivery.Device}&id={other}&id={silent}&id={Guid.NewGuid()}");

        var devices = answer.GetProperty("devices").EnumerateArray().ToArray();
        Assert.Equal([Delivery.Device, other], devices.Select(device => device.GetProperty("device").GetString()));
        var last = devices[0].GetProperty("lastmessage");
        Assert.Equal("org.example.door", last.GetProperty("type").GetString());
        Assert.Equal("""{ "n": 1.50e2, "data": [1] }""", last.GetProperty("data").GetString());
        Assert.Equal(200, devices[1].GetProperty("lastmessage").GetProperty("data").GetString()!.Length);
    }

    [Fact]
    public async Task LastMessages_OfAMessageThatIsNotKeptAnyMore_AreItsTypeAlone()
    {
        await using var stub = await StubHost.StartAsync(settings: ["--Stub:KeepMessages=1", "--Stub:RememberIds=10"]);
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-2", Guid.NewGuid().ToString("D"))));

        var last = (await stub.GetAsync($"/console/api/devices?id={Delivery.Device}")).GetProperty("devices")[0].GetProperty("lastmessage");

        Assert.Equal("org.example.battery", last.GetProperty("type").GetString());
        Assert.False(last.TryGetProperty("data", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?id=")]
    [InlineData("?id=d-1")]
    [InlineData("?id=0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f&id=d-1")]
    public async Task LastMessages_OfNoUuid_Are400(string query)
    {
        await using var stub = await StubHost.StartAsync();

        await ProblemAssert.IsAsync(
            await stub.Client.GetAsync("/console/api/devices" + query), HttpStatusCode.BadRequest, "invalid-request", "id");
    }

    [Fact]
    public async Task LastMessages_OfTooMany_Are400()
    {
        await using var stub = await StubHost.StartAsync();
        var ids = string.Join('&', Enumerable.Range(0, 101).Select(_ => $"id={Guid.NewGuid()}"));

        await ProblemAssert.IsAsync(
            await stub.Client.GetAsync($"/console/api/devices?{ids}"), HttpStatusCode.BadRequest, "invalid-request", "id");
    }
}
