using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using Mosaic.Tests.Messaging;
using RabbitMQ.Client;

namespace Mosaic.Tests.WebSocketService;

/// <summary>One device, or one program at RabbitMQ, that sends everything odd, and that nobody else notices.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class OddMessagesTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int Others = 20;

    [Theory]
    [InlineData("Body")]
    [InlineData("Headers")]
    public async Task Messages_RefusedOddAndRandom_OnOneConnection_CostOthersNothing(string dataIn)
    {
        await using var host = await service.StartAnotherAsync($"--Messaging:DataIn={dataIn}");
        var others = await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => host.WelcomedAsync()));
        await using var culprit = await host.WelcomedAsync();
        using var enough = new CancellationTokenSource();
        var sending = others.Select(other => SendUntilAsync(other, enough.Token)).ToArray();
        string[] odd = [.. OddMessages(), .. Gen.Sample(AcceptedMessageTests.Senders.Messages().Generator, 1000).Select(sent => sent.Json)];
        odd = [.. odd.Where(message => Encoding.UTF8.GetByteCount(message) < 262_144)]; // Larger ones close the connection.

        var answers = AnswersAsync(culprit, "last");
        foreach (var message in odd)
        {
            await culprit.SendAsync(message);
        }

        await culprit.SendAsync("{\"type\":\"t\",\"id\":\"last\"}");
        var refused = await answers;

        Assert.Null(culprit.Socket.CloseStatus);
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.False(answer.GetProperty("retry").GetBoolean(), answer.GetRawText()));
        Assert.DoesNotContain(refused, answer => answer.GetProperty("code").GetString() == "overloaded");
        await enough.CancelAsync();
        foreach (var (other, sent) in others.Zip(await Task.WhenAll(sending)))
        {
            Assert.Null(other.Socket.CloseStatus);
            Assert.True(sent > 5, $"Only {sent} messages of a device were acked.");
            var arrived = await service.Partition.MessagesAsync(other.Id, sent);
            Assert.Equal(Enumerable.Range(0, sent).Select(number => $"{number}"), arrived.Select(one => one.Text("id")));
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task RequestIds_Of300Characters_FromSixDevices_CostOthersNothing()
    {
        await using var device = await service.Host.WelcomedAsync();
        var culprits = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.Host.WelcomedAsync()));
        using var enough = new CancellationTokenSource();
        var sending = SendUntilAsync(device, enough.Token);

        foreach (var culprit in culprits)
        {
            for (var i = 0; i < 50; i++)
            {
                await culprit.SendAsync($"{{\"type\":\"x\",\"id\":\"p-{i}\",\"requestid\":\"{new string('r', 300)}\"}}");
            }

            for (var i = 0; i < 50; i++)
            {
                var nack = await culprit.ReceiveAsync("nack");
                Assert.Equal(("invalid_field", false), (nack.GetProperty("code").GetString(), nack.GetProperty("retry").GetBoolean()));
                Assert.Contains("'requestid'", nack.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }

            await culprit.DisposeAsync();
        }

        await enough.CancelAsync();
        var sent = await sending;
        Assert.Equal(sent, (await service.Partition.MessagesAsync(device.Id, sent)).Count);
    }

    [Fact]
    public async Task AmqpMessages_OfEveryOddKind_StopNeitherTheListenersNorTheDownlink()
    {
        await using var device = await service.Host.WelcomedAsync();
        var taken = await OddAmqp.PublishAsync(service.Broker, 300, one => one.Properties.Type != Kinds.Takeover || one.Properties.Headers.Epoch() is null, async (channel, one) =>
        {
            await channel.BasicPublishAsync(Topology.Control, "", false, one.Properties, one.Body);
            await channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device.Id), false, one.Properties, one.Body);
        });
        Assert.True(taken > 100, $"RabbitMQ has taken {taken}.");

        foreach (var epoch in new object?[] { 1e300, new Dictionary<string, object?>(), new AmqpTimestamp(1), "1"u8.ToArray(), null, long.MaxValue })
        {
            var headers = new Dictionary<string, object?> { ["epoch"] = epoch, ["device"] = Guid.NewGuid().ToString(), ["session"] = Guid.NewGuid().ToString(), ["instance"] = "x", ["time"] = "2026-11-22T16:41:00Z" };
            await service.Channel.BasicPublishAsync(Topology.Control, "", false, new BasicProperties { Type = ControlKinds.Session, Headers = headers }, default);
            if (epoch is not long)
            {
                await service.Channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device.Id), false, new BasicProperties { Type = Kinds.Takeover, Headers = headers }, default);
            }
        }

        // The downlink still forwards, takeovers still work, and new sessions get epochs that others can read.
        await service.PublishAsync(device.Id, Kinds.Event, "after", "1"u8.ToArray());
        JsonElement id = default;
        while (!(JsonDocument.Parse((await device.ReadAsync())!).RootElement.TryGetProperty("id", out id) && id.ValueKind == JsonValueKind.String && id.GetString() == "after"))
        {
        }

        await using var newer = await service.Host.WelcomedAsync(device.Id);
        Assert.Equal(4503, (await device.ClosedAsync()).Code);
        var connected = (await service.Partition.PresenceAsync(device.Id, 3))[2];
        Assert.InRange(long.Parse(connected.Text("epoch")!, CultureInfo.InvariantCulture), 1, DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeMilliseconds() * 1000);
    }

    /// <summary>Sends and awaits its acks, a few at a time, until it is enough. How many were acked; all of them, in order.</summary>
    private static async Task<int> SendUntilAsync(TestDevice device, CancellationToken enough)
    {
        var sent = 0;
        for (var acked = 0; !enough.IsCancellationRequested;)
        {
            for (var i = 0; i < 8; i++)
            {
                await device.SendAsync($"{{\"type\":\"t\",\"id\":\"{sent++}\",\"data\":{{\"n\":1}}}}");
            }

            while (acked < sent)
            {
                acked += (await device.ReceiveAsync("ack")).GetProperty("ids").GetArrayLength();
            }
        }

        return sent;
    }

    /// <summary>What the service refused, until it has acked the last message.</summary>
    private static async Task<IReadOnlyList<JsonElement>> AnswersAsync(TestDevice device, string last)
    {
        var refused = new List<JsonElement>();
        while (true)
        {
            var text = await device.ReadAsync();
            Assert.True(text is not null, $"The service closed with {(int?)device.Socket.CloseStatus}.");
            var answer = JsonDocument.Parse(text).RootElement;
            if (answer.GetProperty("kind").GetString() is "nack" or "error")
            {
                refused.Add(answer);
            }
            else if (answer.GetProperty("ids").EnumerateArray().Any(id => id.GetString() == last))
            {
                return refused;
            }
        }
    }

    /// <summary>Everything that this suite knows to be refused, or odd and taken.</summary>
    private static IEnumerable<string> OddMessages()
    {
        string[] values =
        [
            "null", "1", "\"\"", "[]", "{}", "1e999", "\"\\ud800\"", $"\"{new string('x', 300)}\"", $"\"{new string('é', 100)}\"", "true", "[[],{}]",
            "18446744073709551616", "\"0000-01-01T00:00:00Z\"", "\"1990-12-31T23:59:60Z\"", $"{new string('[', 40)}{new string(']', 40)}",
        ];
        string[] fields =
        [
            "type", "id", "requestid", "status", "time", "subject", "datacontenttype", "dataschema", "traceparent", "tracestate", "specversion", "source", "device",
            "session", "receivedat", "late", "epoch", "deadline", "ack", "data", "data_base64", "ext", "Ext", "x-y", "", "\\u0000", new string('n', 300),
        ];
        foreach (var field in fields)
        {
            foreach (var value in values)
            {
                yield return $"{{\"{field}\":{value},\"type\":\"t\"}}";
                yield return $"{{\"kind\":\"confirmation\",\"requestid\":\"r\",\"id\":\"c\",\"{field}\":{value}}}";
            }
        }

        foreach (var large in (string[])["[]", "{}", "1", "\"\"", "\"\\u0000\"", "null"])
        {
            foreach (var times in (int[])[1_000, 5_000, 13_000, 24_000, 60_000])
            {
                var list = $"[{string.Join(',', Enumerable.Repeat(large, times))}]";
                yield return $"{{\"type\":\"t\",\"id\":\"d\",\"data\":{list}}}";
                yield return $"{{\"type\":\"t\",\"id\":\"e\",\"ext\":{list}}}";
            }
        }

        yield return $"{{\"type\":\"t\",{string.Join(',', Enumerable.Range(0, 20_000).Select(number => $"\"f{number}\":1"))}}}";
        yield return "{\"kind\":1,\"type\":\"t\"}";
        yield return "{\"type\":\"mosaic.device.connected\"}";
        yield return $"{{\"type\":\"t\",\"data\":{new string('[', 5000)}{new string(']', 5000)}}}";
    }
}
