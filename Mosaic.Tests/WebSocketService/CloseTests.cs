using System.Net;
using System.Net.WebSockets;
using System.Text;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService;

/// <summary>The table "Closing" of the device protocol.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class CloseTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Message_Binary_Closes1003()
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal((1003, "binary_message", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.ProtocolError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"type\":\"t\"")]
    [InlineData("{\"type\":\"t\"} {}")]
    public async Task Message_NotOneJsonObject_Closes1007(string text)
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync(text);

        Assert.Equal((1007, "invalid_json", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.ProtocolError);
    }

    [Fact]
    public async Task Message_BrokenUtf8_Closes1007()
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, WebSocketMessageType.Text);

        Assert.Equal(1007, (await device.ClosedAsync()).Code);
        await AssertEndedAsync(device, DisconnectReasons.ProtocolError);
    }

    [Fact]
    public async Task Message_BrokenUtf8OfMany_EachSeesItsClose()
    {
        // A reset of the connection could overtake the close frame.
        for (var number = 0; number < 50; number++)
        {
            await using var device = await service.Host.WelcomedAsync();
            await device.SendAsync(new byte[] { 0xC3, 0x28 }, WebSocketMessageType.Text);
            Assert.Equal(1007, (await device.ClosedAsync()).Code);
        }
    }

    [Fact]
    public async Task Message_OfTenMegabytes_Closes1009()
    {
        await using var device = await service.Host.WelcomedAsync();
        var sending = device.SendAsync($"{{\"type\":\"t\",\"data\":\"{new string('x', 10 * 1024 * 1024)}\"}}");

        Assert.Equal((1009, "too_large", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.ProtocolError);
        await Task.WhenAny(sending); // It may have been cut off; that is not the device's to know here.
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1009)]
    public async Task Message_AtTheLimit_IsTakenAndOneByteMoreIsNot(int over, int? code)
    {
        await using var device = await service.Host.WelcomedAsync();
        var frame = "{\"type\":\"t\",\"id\":\"e-1\",\"data\":\"*\"}";
        await device.SendAsync(frame.Replace("*", new string('x', ServiceFixture.MaxMessageBytes - frame.Length + 1 + over), StringComparison.Ordinal));

        if (code is null)
        {
            Assert.Equal("e-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        }
        else
        {
            Assert.Equal(code, (await device.ClosedAsync()).Code);
        }
    }

    [Fact]
    public async Task Message_OfThousandsOfFragments_IsTaken()
    {
        await using var device = await service.Host.WelcomedAsync();
        var frame = Encoding.UTF8.GetBytes($"{{\"type\":\"t\",\"id\":\"e-1\",\"data\":\"{new string('x', 5000)}\"}}");
        for (var i = 0; i < frame.Length; i++)
        {
            await device.SendAsync(frame.AsMemory(i, 1), WebSocketMessageType.Text, i == frame.Length - 1);
        }

        Assert.Equal("e-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
    }

    [Theory]
    [InlineData("{\"type\":\"t\"}")]
    [InlineData("{\"kind\":\"confirmation\",\"requestid\":\"r\"}")]
    [InlineData("{\"kind\":\"nonsense\"}")]
    public async Task Message_BeforeTheWelcome_Closes4500(string text)
    {
        await using var device = await TestDevice.ConnectAsync(service.Host, Guid.NewGuid(), token: null);
        await device.ReceiveAsync("authenticate");
        await device.SendAsync(text);

        Assert.Equal((4500, "protocol_error", false), await device.ClosedAsync());
        Assert.Empty(service.Partition.Of(device.Id));
    }

    [Theory]
    [InlineData("request")]
    [InlineData("welcome")]
    [InlineData("EVENT")]
    [InlineData("")]
    public async Task Message_OfAnUnknownKind_Closes4500(string kind)
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync($"{{\"kind\":\"{kind}\",\"type\":\"t\"}}");

        Assert.Equal((4500, "protocol_error", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.ProtocolError);
    }

    [Fact]
    public async Task Token_BadInTheHandshake_Gets401WithAProblem()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(service.Host.Http) { Path = "/ws" }.Uri);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer not-a-token");
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("not-a-token", body, StringComparison.Ordinal);
        Assert.Contains("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"nonsense\"")]
    [InlineData("\"\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{\"a\":[]}")]
    public async Task Token_BadInAMessage_Closes4501(string token)
    {
        await using var device = await TestDevice.ConnectAsync(service.Host, Guid.NewGuid(), token: null);
        await device.ReceiveAsync("authenticate");
        await device.SendAsync($"{{\"kind\":\"authenticate\",\"token\":{token}}}");

        Assert.Equal((4501, "invalid_token", false), await device.ClosedAsync());
    }

    [Fact]
    public async Task Token_InTheUrl_IsNotAccepted()
    {
        var id = Guid.NewGuid();
        foreach (var name in (string[])["token", "access_token", "authorization"])
        {
            using var socket = new ClientWebSocket();
            using var patience = new CancellationTokenSource(ServiceHost.Patience);
            await socket.ConnectAsync(new Uri($"{service.Host.Address}?{name}={service.Issuer.Token(id)}"), patience.Token);
            var buffer = new byte[1024];
            var result = await socket.ReceiveAsync(buffer, patience.Token);

            Assert.Contains("\"kind\":\"authenticate\"", Encoding.UTF8.GetString(buffer, 0, result.Count), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_NoneInTime_Closes4003()
    {
        await using var host = await service.StartAnotherAsync("--Connections:AuthenticationTimeout=00:00:01");
        await using var device = await TestDevice.ConnectAsync(host, Guid.NewGuid(), token: null);

        Assert.Equal((4003, "authentication_timeout", true), await device.ClosedAsync());
    }

    [Fact]
    public async Task Token_RunsOut_Closes4502()
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id, DateTimeOffset.UtcNow.AddSeconds(1)));
        await device.ReceiveAsync("welcome");

        Assert.Equal((4502, "token_expired", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.TokenExpired);
    }

    [Fact]
    public async Task Token_OverByLessThanTheSkew_StaysAsItMayComeIn()
    {
        await using var host = await service.StartAnotherAsync("--Authentication:ClockSkew=00:05:00", "--Connections:AuthenticationTimeout=00:00:01");
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(host, id, service.Issuer.Token(id, DateTimeOffset.UtcNow.AddSeconds(-10)));
        await device.ReceiveAsync("welcome");

        // Whoever looks over all connections has looked at this one too, twice when the second is closed.
        for (var look = 0; look < 2; look++)
        {
            await using var mute = await TestDevice.ConnectAsync(host, Guid.NewGuid(), token: null);
            Assert.Equal(4003, (await mute.ClosedAsync()).Code);
        }

        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await device.ReceiveAsync("ack");
    }

    [Fact]
    public async Task Device_ConnectsAgain_TheOlderSessionCloses4503()
    {
        await using var older = await service.Host.WelcomedAsync();
        await using var newer = await service.Host.WelcomedAsync(older.Id);

        Assert.Equal((4503, "session_replaced", false), await older.ClosedAsync());
        await AssertReplacedAsync(newer);
    }

    [Fact]
    public async Task Device_ConnectsAgainAtAnotherInstance_TheOlderSessionCloses4503()
    {
        await using var another = await service.StartAnotherAsync();
        await using var older = await service.Host.WelcomedAsync();
        await using var newer = await another.WelcomedAsync(older.Id);

        Assert.Equal((4503, "session_replaced", false), await older.ClosedAsync());
        await AssertReplacedAsync(newer);
    }

    [Fact]
    public async Task Backend_ClosesTheSession_Closes4504()
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Disconnect, "d-1", []);

        Assert.Equal((4504, "disconnected_by_hive", false), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.DisconnectedByHive);
    }

    [Fact]
    public async Task Instance_ThatWasTakenForLost_EndsThoseSessionsAndOpensNewerOnes()
    {
        var epoch = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds() * 1000;
        await using var host = await service.StartAnotherAsync("--Messaging:Instance=lost");
        await using var device = await host.WelcomedAsync();
        await SayLostAsync("another", epoch);
        await SayLostAsync("lost", epoch);

        Assert.Equal((4002, "subscribe_failed", true), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.InstanceLost);
        await using var again = await host.WelcomedAsync(device.Id);
        var presence = await service.Partition.PresenceAsync(device.Id, 3);
        Assert.Equal(MessageTypes.DeviceConnected, presence[2].Text("type"));
        Assert.True(string.CompareOrdinal(presence[2].Text("epoch"), PresenceEvent.FormatEpoch(epoch)) > 0);
    }

    [Fact]
    public async Task Device_AnswersNoPing_Closes4000()
    {
        await using var host = await service.StartAnotherAsync("--Connections:Heartbeat=00:00:01");
        var id = Guid.NewGuid();
        using var raw = await RawDevice.ConnectAsync(host, service.Issuer.Token(id));

        Assert.Equal(4000, await raw.ReadToCloseAsync());
        await AssertEndedAsync(id, DisconnectReasons.HeartbeatLost);
    }

    [Fact]
    public async Task Device_DoesNotRead_IsCutOffAsASlowConsumer()
    {
        await using var host = await service.StartAnotherAsync("--Connections:SendQueueMessages=4");
        var id = Guid.NewGuid();
        using var raw = await RawDevice.ConnectAsync(host, service.Issuer.Token(id));
        await Eventually.True(() => service.Partition.Of(id).Count == 1, ServiceHost.Patience);
        var data = Encoding.UTF8.GetBytes($"\"{new string('x', 1024 * 1024)}\"");
        for (var sent = 0; sent < 100 && service.Partition.Of(id).Count == 1; sent++)
        {
            await service.PublishAsync(id, Kinds.Event, $"m-{sent}", data);
        }

        await AssertEndedAsync(id, DisconnectReasons.SlowConsumer);
    }

    [Fact]
    public async Task Connections_OverTheLimit_Close1013()
    {
        await using var host = await service.StartAnotherAsync("--Connections:MaxConnections=1");
        await using var first = await host.WelcomedAsync();
        await using var second = await host.ConnectAsync();

        Assert.Equal((1013, "overloaded", true), await second.ClosedAsync());
        await first.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await first.ReceiveAsync("ack");
        Assert.Empty(service.Partition.Of(second.Id));
    }

    [Fact]
    public async Task Service_Stops_DevicesAreToldWhenToComeBackAndClosed1012()
    {
        await using var device = await StopWithDeviceAsync();

        Assert.InRange((await device.ReceiveAsync("goaway")).GetProperty("reconnectafter").GetDouble(), 0, 5);
        Assert.Equal((1012, null, null), await device.ClosedAsync());
        await AssertEndedAsync(device, DisconnectReasons.Shutdown);
    }

    private async Task<TestDevice> StopWithDeviceAsync()
    {
        var host = await service.StartAnotherAsync();
        var device = await host.WelcomedAsync();
        await host.DisposeAsync();
        return device;
    }

    private async Task AssertReplacedAsync(TestDevice newer)
    {
        var presence = await service.Partition.PresenceAsync(newer.Id, 3);
        Assert.Equal([MessageTypes.DeviceConnected, MessageTypes.DeviceDisconnected, MessageTypes.DeviceConnected], presence.Select(recorded => recorded.Text("type")));
        Assert.Equal(DisconnectReasons.SessionReplaced, presence[1].Reason);
        Assert.Equal(presence[0].Text("session"), presence[1].Text("session"));
        Assert.True(string.CompareOrdinal(presence[2].Text("epoch"), presence[0].Text("epoch")) > 0);

        await newer.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await newer.ReceiveAsync("ack");
        await service.PublishAsync(newer.Id, Kinds.Event, "m-1", "1"u8.ToArray());
        Assert.Equal("m-1", (await newer.ReceiveAsync("event")).GetProperty("id").GetString());
    }

    private async Task SayLostAsync(string instance, long epoch)
    {
        var message = new Message();
        new InstanceLoss(instance, epoch, DateTimeOffset.UtcNow).WriteTo(message, ControlKinds.Lost);
        await service.Channel.BasicPublishAsync(Topology.Control, "", false,
            new RabbitMQ.Client.BasicProperties { Type = message.Kind, Headers = message.Headers }, default(ReadOnlyMemory<byte>));
    }

    private Task AssertEndedAsync(TestDevice device, string reason) => AssertEndedAsync(device.Id, reason);

    private async Task AssertEndedAsync(Guid device, string reason)
    {
        var presence = await service.Partition.PresenceAsync(device, 2);
        Assert.Equal([MessageTypes.DeviceConnected, MessageTypes.DeviceDisconnected], presence.Select(recorded => recorded.Text("type")));
        Assert.Equal(reason, presence[1].Reason);
    }
}
