using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Tests.WebSocketService;

/// <summary>Opening and relaying as the device protocol has them.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class RelayTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("mosaic.v1")]
    [InlineData("cloudevents.json")]
    [InlineData(null)]
    public async Task Subprotocol_KnownOrNone_IsTaken(string? name)
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id), options =>
        {
            if (name is null) return;
            options.AddSubProtocol("unknown");
            options.AddSubProtocol(name);
        });

        Assert.Equal(name, device.Socket.SubProtocol);
        await device.ReceiveAsync("welcome");
    }

    [Fact]
    public async Task Subprotocol_Unknown_IsRefusedWith400() =>
        Assert.Equal(HttpStatusCode.BadRequest, await RefusedAsync(options => options.AddSubProtocol("mqtt")));

    [Fact]
    public async Task Origin_NotAllowed_IsRefusedWith403() =>
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(options => options.SetRequestHeader("Origin", "https://example.org")));

    [Fact]
    public async Task Origin_Allowed_IsTaken()
    {
        await using var host = await service.StartAnotherAsync("--Connections:AllowedOrigins:0=https://example.org");
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(host, id, service.Issuer.Token(id), options => options.SetRequestHeader("Origin", "https://example.org"));

        await device.ReceiveAsync("welcome");
    }

    [Theory]
    [InlineData("http://{0}", null)]
    [InlineData("HTTP://{0}", null)]
    [InlineData("https://mosaic.example", "mosaic.example")]
    [InlineData("https://mosaic.example", "mosaic.example:443")]
    [InlineData("http://mosaic.example:8080", "mosaic.example:8080")]
    [InlineData("http://[::1]:8080", "[::1]:8080")]
    public async Task Origin_ThatIsTheServicesOwnAddress_IsTaken(string origin, string? host)
    {
        var id = Guid.NewGuid();
        await using var device = await TestDevice.ConnectAsync(service.Host, id, service.Issuer.Token(id), options =>
        {
            options.SetRequestHeader("Origin", string.Format(CultureInfo.InvariantCulture, origin, service.Host.Http.Authority));
            if (host is not null) options.SetRequestHeader("Host", host);
        });

        await device.ReceiveAsync("welcome");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://{0}.evil.example")]
    [InlineData("ftp://{0}")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("nonsense")]
    public async Task Origin_ThatOnlyLooksLikeIt_IsRefusedWith403(string origin) => Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(
        options => options.SetRequestHeader("Origin", string.Format(CultureInfo.InvariantCulture, origin, service.Host.Http.Authority))));

    [Theory]
    [InlineData("GET", "/ws", null)]
    [InlineData("GET", "/WS/", null)]
    [InlineData("GET", "/ws", "8")]
    public async Task Request_ThatIsNoWebSocketOfVersion13_Gets426WithTheVersion(string method, string path, string? version)
    {
        var answer = await AskAsync(method, path, version);

        Assert.StartsWith("HTTP/1.1 426", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Version: 13\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection: Upgrade", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/ws/", 101)]
    [InlineData("/WS", 101)]
    [InlineData("/Ws/", 101)]
    [InlineData("/%77s", 101)]
    [InlineData("/./ws", 101)]
    [InlineData("/x/../ws", 101)]
    [InlineData("/ws?", 101)]
    [InlineData("/ws?x=%zz", 101)]
    [InlineData("//ws", 404)]
    [InlineData("///ws", 404)]
    [InlineData("/ws//", 404)]
    [InlineData("/ws/%2e%2e", 404)]
    [InlineData("/%2e%2e/ws", 101)]
    [InlineData("/../ws", 101)]
    [InlineData("/ws/%2e%2e/ws", 101)]
    [InlineData("/..", 404)]
    [InlineData("/ws%00", 400)]
    [InlineData("/%00ws", 400)]
    [InlineData("/ws%20", 404)]
    [InlineData("/ws%0d%0a", 404)]
    [InlineData("/%ff%fe", 404)]
    [InlineData("/ws%5c", 404)]
    [InlineData("/\\ws", 404)]
    [InlineData("/ws#x", 404)]
    [InlineData("http://{0}/ws", 101)]
    [InlineData("http://{0}/%57%53/", 101)]
    [InlineData("http://{0}", 404)]
    [InlineData("*", 405)]
    [InlineData("ws", 405)]
    [InlineData("/ws%2F", 404)]
    [InlineData("/ws;x", 404)]
    [InlineData("/ws/x", 404)]
    [InlineData("/w", 404)]
    [InlineData("/", 404)]
    [InlineData("/HEALTH/", 200)]
    public async Task Handshake_AtAnySpellingOfThePath_WorksOrIsNotFound(string path, int status)
    {
        var target = path.Replace("{0}", service.Host.Http.Authority, StringComparison.Ordinal);

        Assert.StartsWith($"HTTP/1.1 {status}", await AskAsync("GET", target, "13"), StringComparison.Ordinal);
    }

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
    public async Task Event_Whole_IsPublishedWithEveryFieldAndItsDataByteForByte()
    {
        const string Data = "{ \"a\" : 1.0E+2,\t\"\\u0062\":[ ] , \"a\":\"\\/é𝄞\" }";
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync($$$"""{"kind":"event","type":"org.example.battery","id":"e-1","time":"2026-11-22T16:41:00Z","subject":"s","datacontenttype":"application/json","dataschema":"urn:x","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=b","ext":{"x":[1,2.5,null,{}]},"data":{{{Data}}} }""");
        Assert.Equal("e-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];
        var json = published.Json;

        Assert.Equal(Data, Encoding.UTF8.GetString(published.Body));
        Assert.Equal("e-1", json.GetProperty("id").GetString());
        Assert.Equal("event", json.GetProperty("kind").GetString());
        Assert.Equal("1.0", json.GetProperty("specversion").GetString());
        Assert.Equal($"/devices/{device.Id}", json.GetProperty("source").GetString());
        Assert.Equal("org.example.battery", json.GetProperty("type").GetString());
        Assert.Equal("2026-11-22T16:41:00Z", json.GetProperty("time").GetString());
        Assert.Equal("s", json.GetProperty("subject").GetString());
        Assert.Equal("urn:x", json.GetProperty("dataschema").GetString());
        Assert.Equal("a=b", json.GetProperty("tracestate").GetString());
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", json.GetProperty("traceparent").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"x":[1,2.5,null,{}]}""", json.GetProperty("ext").GetRawText());
        Assert.True(Guid.TryParse(json.GetProperty("session").GetString(), out _));
        Assert.True(Rfc3339.TryParse(json.GetProperty("receivedat").GetString(), out _));
        Assert.Equal(("e-1", "event", "application/json"), (published.Properties.MessageId, published.Properties.Type, published.Properties.ContentType));
        Assert.True(published.Properties.Persistent);
    }

    [Fact]
    public async Task Event_WithOnlyAType_GetsAnIdAndATimeAndNoAck()
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync("{\"type\":\"t\"}");
        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-2\"}");
        var ack = await device.ReceiveAsync("ack");
        var published = (await service.Partition.MessagesAsync(device.Id, 2))[0];

        Assert.Equal(["e-2"], ack.GetProperty("ids").EnumerateArray().Select(id => id.GetString()));
        Assert.True(Guid.TryParse(published.Text("id"), out _));
        Assert.Equal(published.Text("receivedat"), published.Text("time"));
        Assert.False(published.Json.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Events_FarMoreThanTheWindow_AreAllAckedOnceAndPublishedInOrder()
    {
        const int Count = 2000;
        await using var device = await service.Host.WelcomedAsync();
        var sending = Task.Run(async () =>
        {
            for (var number = 0; number < Count; number++)
            {
                await device.SendAsync($"{{\"type\":\"t\",\"id\":\"e-{number}\",\"data\":{number}}}");
            }
        });
        var acked = new List<string>();
        var frames = 0;
        for (; acked.Count < Count; frames++)
        {
            acked.AddRange((await device.ReceiveAsync("ack")).GetProperty("ids").EnumerateArray().Select(id => id.GetString()!));
        }

        await sending;
        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"e-{number}"), acked);
        Assert.InRange(frames, Count / 64, Count - 1); // In groups.
        Assert.Equal(acked, (await service.Partition.MessagesAsync(device.Id, Count)).Select(published => published.Text("id")));
    }

    [Fact]
    public async Task Event_Repeated_IsAckedAgainAndNotPublishedTwice()
    {
        await using var device = await service.Host.WelcomedAsync();
        foreach (var id in (string[])["e-1", "e-1", "e-2"])
        {
            await device.SendAsync($"{{\"type\":\"t\",\"id\":\"{id}\"}}");
            Assert.Equal(id, (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        }

        Assert.Equal(["e-1", "e-2"], (await service.Partition.MessagesAsync(device.Id, 2)).Select(published => published.Text("id")));
    }

    [Theory]
    [InlineData("", MessageErrorCodes.MissingType)]
    [InlineData("\"kind\":\"confirmation\"", MessageErrorCodes.MissingRequestId)]
    [InlineData("\"kind\":1,\"type\":\"t\"", MessageErrorCodes.InvalidField)]
    [InlineData("\"type\":\"t\",\"device\":\"00000000-0000-0000-0000-000000000001\"", MessageErrorCodes.ReservedField)]
    [InlineData("\"type\":\"mosaic.device.connected\"", MessageErrorCodes.ReservedField)]
    [InlineData("\"type\":\"t\",\"time\":5", MessageErrorCodes.InvalidField)]
    [InlineData("\"type\":\"t\",\"Name\":5", MessageErrorCodes.InvalidName)]
    [InlineData("\"type\":\"t\",\"a\":1,\"a\":1", MessageErrorCodes.RepeatedField)]
    [InlineData("\"type\":\"t\",\"a\":1e999", MessageErrorCodes.InvalidNumber)]
    [InlineData("\"type\":\"t\",\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", MessageErrorCodes.TooDeep)]
    public async Task Message_AgainstARule_IsRefusedAloneWithAndWithoutAnId(string fields, string code)
    {
        var separator = fields.Length == 0 ? "" : ",";
        await using var device = await service.Host.WelcomedAsync();

        await device.SendAsync($"{{{fields}{separator}\"id\":\"e-1\"}}");
        var nack = await device.ReceiveAsync("nack");
        Assert.Equal(("e-1", code, false), (nack.GetProperty("id").GetString(), nack.GetProperty("code").GetString(), nack.GetProperty("retry").GetBoolean()));
        Assert.NotEmpty(nack.GetProperty("detail").GetString()!);

        await device.SendAsync($"{{{fields}}}");
        Assert.Equal(code, (await device.ReceiveAsync("error")).GetProperty("code").GetString());

        await device.SendAsync("{\"type\":\"t\",\"id\":\"e-1\"}");
        await device.ReceiveAsync("ack");
        Assert.Single(await service.Partition.MessagesAsync(device.Id, 1));
    }

    [Fact]
    public async Task Message_WithFieldsOverTheLimit_IsRefusedAlone()
    {
        await using var device = await service.Host.WelcomedAsync();
        await device.SendAsync($"{{\"id\":\"e-1\",\"type\":\"t\",\"a\":\"{new string('x', MessageLimits.MaxFieldsBytes)}\"}}");

        Assert.Equal(MessageErrorCodes.FieldsTooLarge, (await device.ReceiveAsync("nack")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Message_ToTheDevice_ArrivesWithItsDataByteForByte()
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", "{ \"a\" :1.0E1 }"u8.ToArray());

        var message = (await device.ReadAsync())!;
        Assert.EndsWith(""","data":{ "a" :1.0E1 }}""", message, StringComparison.Ordinal);

        // RabbitMQ 4 hands the fields on in another order than it got them.
        var fields = JsonDocument.Parse(message).RootElement.EnumerateObject().Where(field => field.Name != "data");
        Assert.Equal(
            [$"device: {device.Id}", "id: m-1", "kind: event", "type: org.example.set"],
            fields.Select(field => $"{field.Name}: {field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_AsSoonAsTheDeviceIsBound_IsShownBehindTheWelcome()
    {
        var id = Guid.NewGuid();
        await using var connection = await service.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var routed = Eventually.True(() => IsRoutedAsync(channel, id), ServiceHost.Patience);
        await using var device = await service.Host.ConnectAsync(id);

        Assert.Contains("\"welcome\"", await device.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"m-1\"", await device.ReadAsync(), StringComparison.Ordinal);
        await routed;
    }

    [Fact]
    public async Task Message_ToTheDeviceThatIsNoJson_IsDroppedAndTheNextArrives()
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", "{ half"u8.ToArray());
        await service.PublishAsync(device.Id, Kinds.Event, "m-2", "2"u8.ToArray());

        Assert.Equal("m-2", (await device.ReceiveAsync("event")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Confirmation_InTime_GoesToTheCallThatWaits()
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        await using var recorder = await PartitionRecorder.StartAsync(service.Broker, replies);
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Request, "r-1", "{}"u8.ToArray(), replies, DateTimeOffset.UtcNow.AddMinutes(5));
        var request = await device.ReceiveAsync("request");
        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"status\":207,\"id\":\"c-1\",\"data\": [ 1 ] }");
        var reply = (await recorder.MessagesAsync(device.Id, 1))[0];
        await TakeAsync(reply);
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());

        Assert.Equal("r-1", request.GetProperty("id").GetString());
        Assert.Equal(("confirmation", "r-1", "c-1"), (reply.Text("kind"), reply.Text("requestid"), reply.Text("id")));
        Assert.Equal(207, reply.Json.GetProperty("status").GetInt32());
        Assert.Equal("[ 1 ]", Encoding.UTF8.GetString(reply.Body));
        Assert.Equal("r-1", reply.Properties.CorrelationId);
        Assert.DoesNotContain(service.Partition.Of(device.Id), published => published.Text("kind") == "confirmation");
    }

    [Fact]
    public async Task Confirmation_ThatNobodySaysIsTaken_IsAckedOnlyWhenItIsInThePartition()
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        await using var recorder = await PartitionRecorder.StartAsync(service.Broker, replies);
        await using var device = await service.Host.WelcomedAsync();
        foreach (var id in (string[])["r-1", "r-2"])
        {
            await service.PublishAsync(device.Id, Kinds.Request, id, "{}"u8.ToArray(), replies, DateTimeOffset.UtcNow.AddMinutes(5));
            await device.ReceiveAsync("request");
        }

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\",\"data\":1}");
        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-2\",\"id\":\"c-2\",\"data\":2}");
        await TakeAsync((await recorder.MessagesAsync(device.Id, 2))[1]);

        Assert.Equal("c-2", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var published = Assert.Single(await service.Partition.MessagesAsync(device.Id, 1));
        Assert.Equal(("confirmation", "r-1", "c-1", "1"), (published.Text("kind"), published.Text("requestid"), published.Text("id"), Encoding.UTF8.GetString(published.Body)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public async Task Confirmation_OfADurableRequest_GoesToThePartitionMarkedAndUndecided(int minutesLeft)
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Request, "r-1", [], Topology.Requests, DateTimeOffset.UtcNow.AddMinutes(minutesLeft));
        await device.ReceiveAsync("request");

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\"}");
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.True(DurableAnswer.IsMarked(published.Properties));
        Assert.Equal(("confirmation", "r-1"), (published.Properties.Type, published.Text("requestid")));
        Assert.False(published.Json.TryGetProperty("late", out _));
    }

    [Theory]
    [InlineData("late")]
    [InlineData("unknown")]
    [InlineData("nobody")]
    public async Task Confirmation_ThatNoCallWaitsFor_GoesToThePartition(string why)
    {
        var replies = (await service.Channel.QueueDeclareAsync("", durable: false, exclusive: false, autoDelete: false)).QueueName;
        if (why == "nobody") await service.Channel.QueueDeleteAsync(replies, ifUnused: false, ifEmpty: false);
        await using var device = await service.Host.WelcomedAsync();
        if (why != "unknown")
        {
            await service.PublishAsync(device.Id, Kinds.Request, "r-1", [], replies, DateTimeOffset.UtcNow.AddMinutes(why == "late" ? -1 : 5));
            await device.ReceiveAsync("request");
        }

        await device.SendAsync("{\"kind\":\"confirmation\",\"requestid\":\"r-1\",\"id\":\"c-1\"}");
        await device.ReceiveAsync("ack");
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.Equal(("confirmation", MessageTypes.DeviceConfirmation, "r-1"), (published.Text("kind"), published.Text("type"), published.Text("requestid")));
        Assert.Equal(200, published.Json.GetProperty("status").GetInt32());
        Assert.Equal(why == "late", published.Json.TryGetProperty("late", out var late) && late.GetBoolean());
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

    [Fact]
    public async Task Data_InHeaders_IsPublishedThatWay()
    {
        await using var host = await service.StartAnotherAsync("--Messaging:DataIn=Headers");
        await using var device = await host.WelcomedAsync();
        await device.SendAsync("""{"type":"t","id":"e-1","data":{"a":[],"b":[1,{}]}}""");
        await device.ReceiveAsync("ack");
        var published = (await service.Partition.MessagesAsync(device.Id, 1))[0];

        Assert.Empty(published.Body);
        Assert.Equal("""{"a":[],"b":[1,{}]}""", published.Json.GetProperty("data").GetRawText());
    }

    private static async Task<bool> IsRoutedAsync(IChannel channel, Guid device)
    {
        try
        {
            await channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device), mandatory: true,
                new BasicProperties { Type = Kinds.Event, MessageId = "m-1", Headers = new Dictionary<string, object?> { ["kind"] = "event", ["id"] = "m-1" } }, default(ReadOnlyMemory<byte>));
            return true;
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            return false;
        }
    }

    private async Task TakeAsync(Recorded reply)
    {
        var message = new Message();
        new ConfirmationTaken(reply.Text("session")!, reply.Text("id")!).WriteTo(message);
        await service.Channel.BasicPublishAsync("", reply.Properties.ReplyTo!, false,
            new BasicProperties { Type = message.Kind, Headers = message.Headers }, default(ReadOnlyMemory<byte>));
    }

    /// <summary>The head of what the service answers to a handshake.</summary>
    private async Task<string> AskAsync(string method, string path, string? version)
    {
        using var raw = await RawDevice.OpenAsync(service.Host);
        var upgrade = version is null ? "" : $"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: {version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        return await raw.AskAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {service.Host.Http.Authority}\r\n{upgrade}\r\n"));
    }

    private async Task<HttpStatusCode> RefusedAsync(Action<ClientWebSocketOptions> configure)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket.Options);
        using var patience = new CancellationTokenSource(ServiceHost.Patience);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(service.Host.Address, patience.Token));
        return socket.HttpStatusCode;
    }
}
