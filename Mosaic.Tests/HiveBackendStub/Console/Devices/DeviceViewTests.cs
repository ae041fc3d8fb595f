using System.Net;

namespace Mosaic.Tests.HiveBackendStub.Console.Devices;

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
            await stub.Client.SendAsync(Delivery.Signed(Delivery.Event($"e-{i}", data: """{ "n": 1.50e2 }""")));

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
}
