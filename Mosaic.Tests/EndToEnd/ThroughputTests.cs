using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;

namespace Mosaic.Tests.EndToEnd;

[Collection(SystemCollection.Name)]
public sealed class ThroughputTests(SystemFixture system)
{
    private const int Devices = 100;
    private const int MessagesEach = 1000;

    [Fact]
    public async Task HundredThousandMessages_OfAHundredDevices_AllArriveInOrder()
    {
        var start = await LastSequenceAsync();
        var ids = Enumerable.Range(0, Devices).Select(_ => Guid.NewGuid()).ToArray();
        var sending = Task.WhenAll(ids.Select(SendAsync));

        // Read while it is sent: the stub keeps the last 100,000 messages only, presence and other tests' among them.
        var next = ids.ToDictionary(id => id, _ => 1);
        var arrived = 0;
        await Eventually.True(async () =>
        {
            var page = await system.Hive.GetFromJsonAsync<JsonElement>($"/messages?type=org.example.many&after={start}&limit=10000");
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                var received = message.GetProperty("event");
                var device = received.GetProperty("device").GetGuid();
                Assert.Equal(next[device]++, received.GetProperty("data").GetProperty("n").GetInt32());
                arrived++;
                start = message.GetProperty("sequence").GetInt64();
            }

            return arrived == Devices * MessagesEach;
        }, TimeSpan.FromMinutes(5));
        await sending;
        Assert.All(next.Values, n => Assert.Equal(MessagesEach + 1, n));
    }

    private async Task SendAsync(Guid id)
    {
        var (_, token) = await system.RegisterAsync(id);
        await using var device = new DeviceClient(new DeviceClientOptions { Endpoint = system.WebSocket, TokenProvider = _ => ValueTask.FromResult(token) });
        await device.ConnectAsync();
        var acks = new List<Task<SendResult>>();
        for (var n = 1; n <= MessagesEach; n++)
        {
            acks.Add(device.SendEventAsync(new OutgoingEvent { Type = "org.example.many", Id = $"{n}", Data = Encoding.UTF8.GetBytes($$$"""{"n":{{{n}}}}""") }));
        }

        Assert.All(await Task.WhenAll(acks), result => Assert.True(result.Acked));
    }

    private async Task<long> LastSequenceAsync() =>
        (await system.Hive.GetFromJsonAsync<JsonElement>("/stats")).GetProperty("lastsequence").GetInt64();
}
