using System.Globalization;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService.Sessions;

/// <summary>One device has one session, the newest: what opens one, what ends one, and in which order that is told.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class TakeoverTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handshake_OfADeviceThatHasGone_OpensNoSessionAndItsLiveOneStays(bool atAnother)
    {
        // As after a standstill: handshakes have come, and their devices have given up and moved.
        await using var another = await service.StartAnotherAsync();
        var late = atAnother ? another : service.Host;
        await using var device = await service.Host.WelcomedAsync();
        for (var time = 0; time < 20; time++)
        {
            Assert.DoesNotContain("welcome", await RawDevice.LeaveBehindAsync(late, service.Issuer.Token(device.Id)), StringComparison.Ordinal);
        }

        await AssertAloneAsync(device);
    }

    [Fact]
    public async Task Token_OfADeviceThatHasGone_OpensNoSessionAndItsLiveOneStays()
    {
        await using var another = await service.StartAnotherAsync();
        await using var device = await service.Host.WelcomedAsync();
        for (var time = 0; time < 20; time++)
        {
            using var gone = await RawDevice.ConnectAsync(another, token: null);
            await gone.SendAndLeaveAsync(RawDevice.Text($"{{\"kind\":\"authenticate\",\"token\":\"{service.Issuer.Token(device.Id)}\"}}"));
            Assert.DoesNotContain("welcome", await gone.ReadToEndAsync(), StringComparison.Ordinal);
        }

        await AssertAloneAsync(device);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_LeavesWhileItsSessionOpens_NothingIsToldOfIt(bool aborts)
    {
        // Somebody is bound for the device and says nothing: the takeover waits for an answer.
        await using var host = await service.StartAnotherAsync();
        await using var control = await ControlRecorderAsync();
        var id = Guid.NewGuid();
        await using var silent = await SilentHolderAsync(id);
        await using var device = await host.ConnectAsync(id);
        await Eventually.True(() => silent.Count(Kinds.Takeover) == 1, ServiceHost.Patience);
        await SayAsync(Topology.Control, "", ControlKinds.Snapshot, new Message());
        if (aborts)
        {
            device.Socket.Abort();
        }
        else
        {
            await device.CloseAsync();
        }

        await Eventually.True(() => host.Connections.Count == 0, ServiceHost.Patience);

        await using var next = await host.WelcomedAsync(); // In the same partition, so behind all that was published of the one before.
        await service.Partition.PresenceAsync(next.Id, 1);
        await Eventually.True(() => control.Of(next.Id).Count > 0, ServiceHost.Patience);
        Assert.Empty(service.Partition.Of(id));
        Assert.Empty(control.Of(id));
    }

    [Theory]
    [InlineData(1, null, 4503)]
    [InlineData(1, DisconnectReasons.ConnectionLost, 4002)]
    [InlineData(-1, null, null)]
    [InlineData(-1, DisconnectReasons.ConnectionLost, null)]
    public async Task Announcement_OfAnotherSession_ClosesAnOlderOneOnly(int newer, string? ended, int? code)
    {
        await using var control = await ControlRecorderAsync();
        await using var device = await service.Host.WelcomedAsync();
        var epoch = long.Parse((await service.Partition.PresenceAsync(device.Id, 1))[0].Text("epoch")!, CultureInfo.InvariantCulture);
        var message = new Message();
        new SessionAnnouncement(device.Id, Guid.NewGuid(), epoch + newer, "another", DateTimeOffset.UtcNow, ended).WriteTo(message);
        await SayAsync(Topology.Control, "", ControlKinds.Session, message);

        if (code is null)
        {
            await Eventually.True(() => control.Of(device.Id).Count >= (ended is null ? 3 : 2), ServiceHost.Patience); // The other is answered.
            await AssertAloneAsync(device);
        }
        else
        {
            Assert.Equal(code, (await device.ClosedAsync()).Code);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Device_ConnectsAgainWhileItsOlderSessionEnds_DisconnectedIsToldBeforeConnected(int times)
    {
        await using var device = await service.Host.WelcomedAsync();
        var older = service.Host.Sessions.Find(device.Id)!;
        await older.Publishing.WaitAsync(); // A message of it is being handed over, and its end waits for that.
        await device.CloseAsync();
        await Eventually.True(() => older.IsEnded, ServiceHost.Patience);
        var waiting = new List<TestDevice>();
        for (var newest = older; waiting.Count < times - 1; newest = service.Host.Sessions.Find(device.Id))
        {
            // Each replaces the one before, which waits as well and was never told of.
            waiting.Add(await service.Host.ConnectAsync(device.Id));
            await Eventually.True(() => service.Host.Sessions.Find(device.Id) != newest, ServiceHost.Patience);
        }

        await using var again = await service.Host.ConnectAsync(device.Id);
        for (var other = 0; other < 5; other++)
        {
            await using var meanwhile = await service.Host.WelcomedAsync(); // So that there was time for what is not to be.
        }

        older.Publishing.Release();
        await again.ReceiveAsync("welcome");
        var presence = await service.Partition.PresenceAsync(device.Id, 3);
        Assert.Equal([MessageTypes.DeviceConnected, MessageTypes.DeviceDisconnected, MessageTypes.DeviceConnected], presence.Select(recorded => recorded.Text("type")));
        await AssertAloneAsync(again, sessions: 2);
        foreach (var replaced in waiting)
        {
            Assert.Equal(4503, (await replaced.ClosedAsync()).Code);
        }
    }

    [Fact]
    public async Task Confirmation_ThatNobodyTookBeforeItsSessionEnded_DoesNotFollowTheEnd()
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        await using var ended = await ConfirmAsync(replies);
        await ended.CloseAsync();
        await service.Partition.PresenceAsync(ended.Id, 2);

        // When the next one's confirmation has gone the other way, the time of the one before is over as well.
        await using var stays = await ConfirmAsync(replies);
        Assert.Equal("c-1", (await stays.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        Assert.Equal(MessageTypes.DeviceDisconnected, service.Partition.Of(ended.Id)[^1].Text("type"));
        Assert.Single(await service.Partition.MessagesAsync(stays.Id, 1));
    }

    private async Task<TestDevice> ConfirmAsync(string replies)
    {
        var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Request, "r-1", [], replies, DateTimeOffset.UtcNow.AddMinutes(5));
        await device.ReceiveAsync("request");
        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\"}");
        return device;
    }

    /// <summary>The device is served, and its session is the only one that was told of.</summary>
    private async Task AssertAloneAsync(TestDevice device, int sessions = 1)
    {
        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await device.ReceiveAsync("ack");
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", "1"u8.ToArray());
        Assert.Equal("m-1", (await device.ReceiveAsync("event")).GetProperty("id").GetString());
        await service.Partition.MessagesAsync(device.Id, 1);
        Assert.Equal(sessions, service.Partition.Of(device.Id).Select(recorded => recorded.Text("session")).Distinct().Count());
    }

    private async Task SayAsync(string exchange, string routingKey, string kind, Message message)
    {
        message[Fields.Kind] = kind;
        await service.Channel.BasicPublishAsync(exchange, routingKey, false, new BasicProperties { Type = kind, Headers = message.Headers }, default(ReadOnlyMemory<byte>));
    }

    private Task<MessageRecorder> ControlRecorderAsync() => MessageRecorder.StartAsync(service.Broker, Topology.Control, "");

    private Task<MessageRecorder> SilentHolderAsync(Guid device) => MessageRecorder.StartAsync(service.Broker, Topology.HiveToDevice, Topology.DeviceKey(device));
}
