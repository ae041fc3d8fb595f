using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Send;

[Collection(RabbitMQTests.Name)]
public sealed class SendEventTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Event_ForAConnectedDevice_ReachesItWithTheServicesFields()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);

        using var answer = await service.PostAsync($"/devices/{device.Id.ToString().ToUpperInvariant()}/events", """{"type":"blink","data":{"n":  1}, "ext":[true]}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var sent = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("sent", sent.GetProperty("delivery").GetString());
        Assert.Equal(device.Id.ToString(), sent.GetProperty("device").GetString());
        await Eventually.True(() => device.Received.Count == 1, ServiceHost.Patience);
        var got = device.Received.Single();
        Assert.Equal("""{"n":  1}""", System.Text.Encoding.UTF8.GetString(got.Body));
        Assert.Equal(sent.GetProperty("id").GetString(), got.Text("id"));
        Assert.Equal(("event", "1.0", "/hive", device.Id.ToString()), (got.Text("kind"), got.Text("specversion"), got.Text("source"), got.Text("device")));
        Assert.NotNull(got.Text("time"));
    }

    [Fact]
    public async Task Event_ForADeviceThatIsNotConnected_IsAConflict()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        using var answer = await service.PostAsync($"/devices/{Guid.NewGuid()}/events", """{"type":"blink"}""");

        await ProblemAssert.IsAsync(answer, 409, "device-not-connected");
    }
}
