using System.Net;
using System.Text;
using System.Text.Json;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using Mosaic.Tests.DeviceService.Durable;
using Mosaic.Tests.DeviceService.Presence;
using Mosaic.Tests.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Deliver;

[Collection(RabbitMQTests.Name)]
public sealed class OddDeliveriesTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task BinaryData_IsDeliveredInBase64AndStaysSoThroughTheDeadLetters()
    {
        await using var hive = await FakeHive.StartAsync();
        var accept = false;
        hive.Answer = (_, context) =>
        {
            context.Response.StatusCode = Volatile.Read(ref accept) ? 204 : 422;
            return Task.CompletedTask;
        };
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        var id = Guid.NewGuid().ToString("D");
        await device.PublishAsync(new() { ["id"] = id, ["type"] = "t", ["device"] = device.Id.ToString(), ["x-mosaic-binary"] = true, ["datacontenttype"] = "image/png" }, [0x89, 0x50, 0xFF]);
        await Eventually.True(async () => (await LettersAsync(service, id)).Length == 1, ServiceHost.Patience);

        Volatile.Write(ref accept, true);
        var key = (await LettersAsync(service, id)).Single().GetProperty("key").GetString();
        using var answer = await service.PostAsync($"/dead-letters/{key}/replay", "");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.True(() => hive.Of(device.Id).Length == 2, ServiceHost.Patience);
        Assert.All(hive.Of(device.Id), got => Assert.Equal(("iVD/", "image/png"), (got.Json.GetProperty("data_base64").GetString(), got.Json.GetProperty("datacontenttype").GetString())));
    }

    [Fact]
    public async Task BinaryData_ReachesADeviceAndComesBackAsTheAnswer()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);
        device.Handle = request => device.ConfirmAsync(request, 200, "\u00ff", binary: true);

        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","data_base64":"AQID","timeout":60}""");

        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("w78=", json.GetProperty("data_base64").GetString());
        Assert.False(json.TryGetProperty("data", out _));
        Assert.Equal([1, 2, 3], device.Received.Single().Body);
        Assert.Equal("application/octet-stream", device.Received.Single().Properties.ContentType);
    }

    [Fact]
    public async Task BinaryData_InTheAnswerToAKeptRequest_IsInItsDocument()
    {
        await using var world = await DurableWorld.CreateAsync(broker);
        await using var service = await world.StartAsync();
        await using var device = await world.CreateDeviceAsync();
        device.Handle = request => device.ConfirmDurablyAsync(request, 200, "\u00ff", binary: true);
        await DurableWorld.AcceptedAsync(service, device.Id, """{"type":"ask","id":"r-b","data_base64":"AQID","ttl":300}""");

        await world.ConnectAsync(device);

        await Eventually.True(async () => (await service.GetAsync($"/devices/{device.Id}/requests/r-b")).TryGetProperty("data_base64", out var data) && data.GetString() == "w78=", ServiceHost.Patience);
        Assert.Equal([1, 2, 3], device.Received.Single().Body);
    }

    [Fact]
    public async Task KeptRequest_ThatCannotBePublished_IsCancelledAndTheNextGoesOut()
    {
        await using var world = await DurableWorld.CreateAsync(broker);
        await using var service = await world.StartAsync();
        await using var device = await world.CreateDeviceAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(world.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var accepted = new JournalEntry(JournalKinds.Accepted, new MessageKey(Kinds.Request, device.Id, "r-old"), Guid.NewGuid(), DateTimeOffset.UtcNow)
        {
            Body = Encoding.UTF8.GetBytes($"{{\"type\":\"ask\",\"datacontenttype\":\"a/{new string('b', 300)}\"}}"), // As earlier versions took it.
            Timeout = TimeSpan.FromMinutes(1),
            TimeToLive = TimeSpan.FromMinutes(5),
        };
        var message = new Message();
        accepted.WriteTo(message);
        await channel.BasicPublishAsync("", Topology.Requests, true, new BasicProperties { Type = message.Kind, Headers = message.Headers }, message.Data);
        await DurableWorld.AcceptedAsync(service, device.Id, """{"type":"ask","id":"r-new","ttl":300}""");

        await world.ConnectAsync(device);

        await Eventually.True(() => device.Received.Any(request => request.Text("id") == "r-new"), ServiceHost.Patience);
        Assert.Single(device.Received);
        Assert.Equal("cancelled", (await service.GetAsync($"/devices/{device.Id}/requests/r-old")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Message_ReturnedAThousandTimes_IsDeadLetteredBeforeItIsLookedAt()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        var (id, fresh) = (Guid.NewGuid().ToString("D"), Guid.NewGuid().ToString("D"));
        await device.SendAsync(id, "{}", more: new() { ["x-delivery-count"] = 1000L });
        await device.SendAsync(fresh, "{}", more: new() { ["x-delivery-count"] = 999L });

        await Eventually.True(() => hive.Of(device.Id).Length == 1, ServiceHost.Patience);
        await Eventually.True(async () => (await LettersAsync(service, id)).Length == 1, ServiceHost.Patience);
        Assert.Equal("delivery_limit", (await LettersAsync(service, id))[0].GetProperty("reason").GetString());
        Assert.Equal(fresh, hive.Of(device.Id).Single().Id);
    }

    [Fact]
    public async Task AmqpMessages_OfEveryOddKind_AreSetAsideAndHoldNothingUp()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address, "--Logging:LogLevel:Default=None");
        await using var device = await FakeDevice.CreateAsync(host.ConnectionString);
        // Of "consuming" one that can be read shares the partitions.
        var taken = await OddAmqp.PublishAsync(host, 300, odd => odd.Properties.Type != ControlKinds.Consuming, async (channel, odd) =>
        {
            await channel.BasicPublishAsync(Topology.Control, "", false, odd.Properties, odd.Body);
            await channel.BasicPublishAsync("", Topology.Requests, false, new BasicProperties(odd.Properties) { Headers = Flat(odd.Properties.Headers!) }, odd.Body);
            await channel.BasicPublishAsync(Topology.DeviceToHive, $"{Topology.PartitionOf(device.Id, 8)}", false, odd.Properties, odd.Body);
        });
        Assert.True(taken > 100, $"RabbitMQ has taken {taken}.");

        // Announcements and heartbeats that are whole but for one field.
        await using var speaker = await ControlSpeaker.StartAsync(host);
        foreach (var epoch in new object?[] { 1e300, new Dictionary<string, object?>(), new AmqpTimestamp(1), "1", null, -1L })
        {
            var session = new SessionAnnouncement(device.Id, Guid.NewGuid(), 1, "ws-9", DateTimeOffset.UtcNow, null);
            await speaker.SayAsync(message => Spoil(message, session.WriteTo, epoch));
            await speaker.SayAsync(message => Spoil(message, new InstanceLife("ws-9", 1).WriteTo, epoch));
            await speaker.SayAsync(message => Spoil(message, toWrite => new InstanceLoss("ws-9", 1, DateTimeOffset.UtcNow).WriteTo(toWrite, ControlKinds.Lost), epoch));
        }

        var live = await speaker.BeginAsync("ws-9", DateTime.UtcNow.Ticks, device.Id);
        await Eventually.True(async () => (await service.Client.GetAsync($"/devices/{device.Id}")).IsSuccessStatusCode, ServiceHost.Patience);
        Assert.Equal(live.Session, (await service.GetAsync($"/devices/{device.Id}")).GetProperty("session").GetGuid());

        // A header that names the device, but nothing else of a message, and headers that leave no room for a dead letter's own.
        await device.PublishAsync(new() { ["id"] = "no-type", ["device"] = device.Id.ToString(), ["x"] = new string('x', 130_500) }, "{}"u8.ToArray());
        await device.SendAsync("after", "{}");

        await Eventually.True(() => hive.Of(device.Id).Any(got => got.Id == "after"), ServiceHost.Patience);
        await Eventually.True(async () => (await LettersAsync(service, "no-type")).Length == 1, ServiceHost.Patience);
        device.Handle = request => device.ConfirmAsync(request, 200, "1");
        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await DurableWorld.AcceptedAsync(service, Guid.NewGuid(), """{"type":"ask","ttl":60}""");
    }

    private static void Spoil(Message message, Action<Message> write, object? epoch)
    {
        write(message);
        message.Headers[Fields.Epoch] = epoch;
    }

    // A stream of RabbitMQ 3.10 drops tables and arrays.
    private static Dictionary<string, object?> Flat(IDictionary<string, object?> headers) =>
        headers.Where(header => header.Value is not (System.Collections.IDictionary or System.Collections.IList) || header.Value is byte[]).ToDictionary();

    private static async Task<JsonElement[]> LettersAsync(ServiceHost service, string id) =>
        [.. (await service.GetAsync("/dead-letters?limit=1000")).GetProperty("deadletters").EnumerateArray().Where(letter => letter.GetProperty("id").GetString() == id)];
}
