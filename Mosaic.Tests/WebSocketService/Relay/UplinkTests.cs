using System.Text;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService.Relay;

/// <summary>From a device to RabbitMQ.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class UplinkTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
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
}
