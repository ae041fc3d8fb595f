using Mosaic.Messaging;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService.Sessions;

/// <summary>Opening a session, renewing its token, keeping it alive, and the presence events around its messages.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class SessionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Opening_WithATokenInAMessage_AsksAndWelcomes()
    {
        var id = Guid.NewGuid();
        var expires = DateTimeOffset.UtcNow.AddMinutes(7);
        await using var device = await TestDevice.ConnectAsync(service.Host, id, token: null);
        var asked = await device.ReceiveAsync("authenticate");
        await device.SendAsync($"{{\"kind\":\"authenticate\",\"token\":\"{service.Issuer.Token(id, expires)}\"}}");
        var welcome = await device.ReceiveAsync("welcome");

        Assert.Equal("""{"kind":"authenticate","protocol":"mosaic.v1","timeout":10}""", asked.GetRawText());
        Assert.Equal(["kind", "device", "session", "heartbeat", "window", "maxmessagebytes", "expires"], welcome.EnumerateObject().Select(member => member.Name));
        Assert.Equal(id.ToString(), welcome.GetProperty("device").GetString());
        Assert.True(Guid.TryParseExact(welcome.GetProperty("session").GetString(), "D", out _));
        Assert.Equal(30, welcome.GetProperty("heartbeat").GetInt32());
        Assert.Equal(64, welcome.GetProperty("window").GetInt32());
        Assert.Equal(ServiceFixture.MaxMessageBytes, welcome.GetProperty("maxmessagebytes").GetInt32());
        Assert.Equal(expires.ToUnixTimeSeconds(), welcome.GetProperty("expires").GetDateTimeOffset().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Renewal_WithAFreshToken_WelcomesTheSameSession()
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id));
        var first = await device.ReceiveAsync("welcome");
        var expires = DateTimeOffset.UtcNow.AddHours(3);
        await device.SendAsync($"{{\"kind\":\"authenticate\",\"token\":\"{service.Issuer.Token(id, expires)}\"}}");
        var second = await device.ReceiveAsync("welcome");

        Assert.Equal(first.GetProperty("session").GetString(), second.GetProperty("session").GetString());
        Assert.Equal(expires.ToUnixTimeSeconds(), second.GetProperty("expires").GetDateTimeOffset().ToUnixTimeSeconds());
        await device.SendAsync("{\"type\":\"t\"}");
        await service.Partition.MessagesAsync(id, 1);
        Assert.Equal([MessageTypes.DeviceConnected, "t"], service.Partition.Of(id).Select(recorded => recorded.Text("type")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Renewal_WithABadTokenOrAnotherDevices_IsAnErrorAndTheSessionGoesOn(bool another)
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync($"{{\"kind\":\"authenticate\",\"token\":\"{(another ? service.Issuer.Token(Guid.NewGuid()) : "bad")}\"}}");
        var error = await device.ReceiveAsync("error");

        Assert.Equal("invalid_token", error.GetProperty("code").GetString());
        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await device.ReceiveAsync("ack");
    }

    [Fact]
    public async Task Presence_OfASession_StandsAroundItsMessages()
    {
        await using var device = await service.Host.WelcomedAsync();
        for (var number = 0; number < 100; number++)
        {
            await device.SendAsync($"{{\"type\":\"t\",\"data\":{number}}}");
        }

        await device.CloseAsync();
        await service.Partition.PresenceAsync(device.Id, 2);
        var all = service.Partition.Of(device.Id);

        Assert.Equal(102, all.Count);
        Assert.Equal(MessageTypes.DeviceConnected, all[0].Text("type"));
        Assert.Equal(Enumerable.Range(0, 100), all.Skip(1).Take(100).Select(published => published.Json.GetProperty("data").GetInt32()));
        Assert.Equal((MessageTypes.DeviceDisconnected, DisconnectReasons.ClosedByDevice), (all[101].Text("type"), all[101].Reason));
        Assert.Single(all.Select(published => published.Text("session")).Distinct());
    }

    [Fact]
    public async Task Presence_OfAConnectionThatBreaks_SaysSo()
    {
        await using var device = await service.Host.WelcomedAsync();
        device.Socket.Abort();

        Assert.Equal(DisconnectReasons.ConnectionLost, (await service.Partition.PresenceAsync(device.Id, 2))[1].Reason);
    }

    [Fact]
    public async Task Device_SilentButPonging_Stays()
    {
        await using var host = await service.StartAnotherAsync("--Connections:Heartbeat=00:00:06");
        var id = Guid.NewGuid(); // A pong has three seconds: a busy machine may take its time.
        using var mute = await RawDevice.ConnectAsync(host, service.Issuer.Token(id));
        await using var device = await host.WelcomedAsync();
        var reading = device.ReadAsync(); // Reading answers the pings.

        // The one that answers nothing is gone; the other was as silent and for as long, but for its pongs.
        Assert.Equal(4000, await mute.ReadToCloseAsync());
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", []);
        Assert.Contains("m-1", await reading, StringComparison.Ordinal);
    }
}
