using System.Net;
using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using Mosaic.Tests.EndToEnd.Faults;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Presence;

[Collection(RabbitMQTests.Name)]
public sealed class PresenceTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Device_ThatAnInstanceAnnounced_IsShown()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        var (device, session) = (Guid.NewGuid(), Guid.NewGuid());
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.ConnectionString) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var announcement = new Message();
        new SessionAnnouncement(device, session, 7, "ws-1", DateTimeOffset.UtcNow, null).WriteTo(announcement);

        // The view listens from some moment on; an announcement is repeated as a snapshot would.
        await Eventually.True(async () =>
        {
            await channel.BasicPublishAsync(Topology.Control, "", false, new BasicProperties { Headers = announcement.Headers, Type = ControlKinds.Session }, default);
            return (await service.Client.GetAsync($"/devices/{device}")).IsSuccessStatusCode;
        }, ServiceHost.Patience);

        var shown = await service.GetAsync($"/devices/{device}");
        Assert.Equal((true, session, "0000000000000007", "ws-1"),
            (shown.GetProperty("connected").GetBoolean(), shown.GetProperty("session").GetGuid(), shown.GetProperty("epoch").GetString(), shown.GetProperty("instance").GetString()));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("lastdisconnect").ValueKind);
        var list = await service.GetAsync("/devices?connected=true&limit=1000");
        Assert.Contains(list.GetProperty("devices").EnumerateArray(), one => one.GetProperty("device").GetGuid() == device);
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Devices_UntilTheLogHasBeenRead_AreAnsweredWith503()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var host = await broker.CreateVirtualHostAsync();
        await using var others = await ControlSpeaker.StartAsync(host);
        var session = await others.BeginAsync("ws-1", 1);
        await using var proxy = new SilentProxy(host.ConnectionString);
        proxy.Silence();
        await using var service = await ServiceHost.StartAsync(proxy.Address.ToString(), hive.Address);

        await ProblemAssert.IsAsync(await service.Client.GetAsync($"/devices/{session.Device}"), 503, "broker-unavailable");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/devices"), 503, "broker-unavailable");
        proxy.Heal();

        // From the first answer on, it is right.
        await Eventually.True(async () => (await service.Client.GetAsync("/devices")).IsSuccessStatusCode, ServiceHost.Patience);
        Assert.True((await service.GetAsync($"/devices/{session.Device}")).GetProperty("connected").GetBoolean());
    }

    [Fact]
    public async Task Calls_ThatAreWrong_AreAnsweredWithTheirProblem()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        await ProblemAssert.IsAsync(await service.Client.GetAsync($"/devices/{Guid.NewGuid()}"), 404, "device-unknown");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/devices/none"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/devices?limit=1001"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/devices?connected=maybe"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/devices?after=x"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await service.Client.DeleteAsync($"/devices/{Guid.NewGuid()}/session"), 404, "device-not-connected");
    }

    [Fact]
    public async Task Session_ThatIsToBeClosed_GetsTheOrder()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);

        using var answer = await service.Client.DeleteAsync($"/devices/{device.Id}/session");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await Eventually.True(() => device.Received.Count == 1, ServiceHost.Patience);
        Assert.Equal("disconnect", device.Received.Single().Text("kind"));
    }
}
