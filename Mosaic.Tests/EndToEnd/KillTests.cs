using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Mosaic.Devices;

namespace Mosaic.Tests.EndToEnd;

/// <summary>Processes are killed (SIGKILL) and come back; what was promised to devices and to the Hive Backend holds.</summary>
[Collection(KillCollection.Name)]
public sealed class KillTests(SystemFixture system)
{
    private const string Sockets = "websocket-service";
    private const string Services = "device-service";

    [Fact]
    public async Task WebSocketService_Killed_EveryDevicesLastPresenceEventIsTrue()
    {
        var devices = await ConnectToBothAsync();

        await AssertPresenceAsync(devices, await KillAsync(devices, $"{Sockets}-0"));
    }

    [Fact]
    public async Task WebSocketService_KilledTogetherWithAllWhoWatchIt_EveryDevicesLastPresenceEventIsTrue()
    {
        var devices = await ConnectToBothAsync();

        // Whichever of the two holds the lease: nobody is left who has heard of the sessions.
        await AssertPresenceAsync(devices, await KillAsync(devices, $"{Sockets}-1", $"{Services}-0", $"{Services}-1"));
    }

    [Fact]
    public async Task DeviceService_KilledInAFlowOfMessages_AllThatWereAckedArriveInOrder()
    {
        const int Count = 400;
        var ids = Enumerable.Range(0, 16).Select(_ => Guid.NewGuid()).ToArray();
        var acked = 0;
        var sending = Task.WhenAll(ids.Select(id => SendAsync(id, Count, () => Interlocked.Increment(ref acked))));

        // One after the other, so that every partition's consumer was killed once.
        foreach (var (replica, share) in new[] { ($"{Services}-0", 0.2), ($"{Services}-1", 0.6) })
        {
            await Eventually.True(() => Volatile.Read(ref acked) > ids.Length * Count * share, SystemFixture.Patience);
            await system.KillAsync(replica);
        }

        await sending;
        foreach (var id in ids)
        {
            await system.WaitForMessageAsync(id, e => e.GetProperty("id").GetString() == $"{Count}");
            var arrived = (await system.MessagesAsync(id)).Select(m => m.GetProperty("event")).Where(e => e.GetProperty("type").GetString() == "org.example.flow");
            Assert.Equal(Enumerable.Range(1, Count).Select(n => $"{n}"), arrived.Select(e => e.GetProperty("id").GetString()));
        }
    }

    [Fact]
    public async Task DeviceService_KilledWithAConfirmationThatItHadNotTaken_TheBackendGetsItAndTheDeviceItsAck()
    {
        await using var device = await system.ConnectAsync();
        var call = system.Hive.PostAsJsonAsync($"/devices/{device.Id}/requests", new { type = "org.example.ask", timeout = 300 });
        var request = (await device.ReceiveAsync("request")).GetProperty("id").GetString();

        // The confirmation is in a queue of theirs, or in their memory, when they go.
        await system.StopAsync($"{Services}-0", $"{Services}-1");
        await device.SendAsync($$"""{"kind":"confirmation","requestid":"{{request}}","id":"c-1","data":"done"}""");
        await device.SendAsync("""{"type":"org.example.behind","id":"e-1"}""");
        Assert.Equal("e-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        await system.KillAsync($"{Services}-0", $"{Services}-1");

        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        var confirmation = (await system.WaitForMessageAsync(device.Id, e => e.GetProperty("kind").GetString() == "confirmation")).GetProperty("event");
        Assert.Equal((request, "c-1", "done"), (confirmation.GetProperty("requestid").GetString(), confirmation.GetProperty("id").GetString(), confirmation.GetProperty("data").GetString()));
        using var failed = await call;
        Assert.False(failed.IsSuccessStatusCode);
    }

    [Fact]
    public async Task DeviceService_KilledWithADurableRequest_GoesOnWithItWhereItWas()
    {
        var (id, _) = await system.RegisterAsync();
        using var call = new HttpRequestMessage(HttpMethod.Post, $"/devices/{id}/requests");
        call.Content = JsonContent.Create(new { type = "org.example.ask", id = "r-1", ttl = 600, timeout = 300 });
        call.Headers.Add("Prefer", "respond-async");
        using var answer = await system.Hive.SendAsync(call);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);

        // Killed while it waits for the device, and again while the device's answer waits for them.
        await system.KillAsync($"{Services}-0", $"{Services}-1");
        await using var device = await system.ConnectAsync(id);
        Assert.Equal("r-1", (await device.ReceiveAsync("request")).GetProperty("id").GetString());
        await system.StopAsync($"{Services}-0", $"{Services}-1");
        await device.SendAsync("""{"kind":"confirmation","requestid":"r-1","id":"c-1","status":201,"data":"done"}""");
        Assert.Equal("c-1", (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
        await system.KillAsync($"{Services}-0", $"{Services}-1");

        var told = (await system.WaitForMessageAsync(id, e => e.GetProperty("type").GetString() == "mosaic.request.completed")).GetProperty("event").GetProperty("data");
        Assert.Equal(("confirmed", 201, "done"), (told.GetProperty("outcome").GetString(), told.GetProperty("status").GetInt32(), told.GetProperty("data").GetString()));
        Assert.Equal(told.GetRawText(), (await system.Hive.GetFromJsonAsync<JsonElement>(answer.Headers.Location)).GetRawText());
    }

    /// <summary>Devices on both instances of the WebSocket Service, some on each.</summary>
    private async Task<List<Connected>> ConnectToBothAsync()
    {
        var devices = new List<Connected>();
        while (devices.GroupBy(device => device.Instance).Count(group => group.Count() >= 4) < 2)
        {
            Assert.True(devices.Count < 100, "A hundred connections went to one instance.");
            var device = await system.ConnectAsync();
            devices.Add(new Connected(device, await system.InstanceOfAsync(device.Id)));
        }

        return devices;
    }

    /// <summary>Kills processes at once. Returns the devices whose connection broke: those of one instance.</summary>
    private async Task<List<Connected>> KillAsync(List<Connected> devices, params string[] replicas)
    {
        var broken = devices.ToDictionary(device => device, device => BreakAsync(device.Device));
        await system.KillAsync(replicas);
        await Task.WhenAny(broken.Values).WaitAsync(SystemFixture.Patience);
        var lost = broken.First(entry => entry.Value.IsCompleted).Key.Instance;
        await Task.WhenAll(broken.Where(entry => entry.Key.Instance == lost).Select(entry => entry.Value)).WaitAsync(SystemFixture.Patience);
        return [.. devices.Where(device => device.Instance == lost)];
    }

    /// <summary>Half of the devices that lost their connection come back, the others stay away.</summary>
    private async Task AssertPresenceAsync(List<Connected> devices, List<Connected> lost)
    {
        var away = lost.Take(lost.Count / 2).ToList();
        var back = new List<PlainDevice>();
        foreach (var (device, _) in lost.Skip(away.Count))
        {
            back.Add(await system.ConnectAsync(device.Id));
        }

        foreach (var (device, instance) in away)
        {
            var end = (await system.WaitForMessageAsync(device.Id, IsDisconnected)).GetProperty("event");
            Assert.Equal(("instance_lost", instance), (end.GetProperty("data").GetProperty("reason").GetString(), end.GetProperty("data").GetProperty("instance").GetString()));
            var begin = (await system.WaitForMessageAsync(device.Id, e => !IsDisconnected(e))).GetProperty("event");
            Assert.Equal((begin.GetProperty("session").GetGuid(), begin.GetProperty("epoch").GetString()), (end.GetProperty("session").GetGuid(), end.GetProperty("epoch").GetString()));
        }

        // The others are connected, by the rule of the API's page: of the greatest epoch no end was heard.
        foreach (var device in devices.Except(lost).Select(device => device.Device).Concat(back))
        {
            var presence = (await system.MessagesAsync(device.Id)).Select(message => message.GetProperty("event")).ToList();
            var newest = presence.Max(e => e.GetProperty("epoch").GetString());
            Assert.DoesNotContain(presence, e => IsDisconnected(e) && e.GetProperty("epoch").GetString() == newest);
        }

        Assert.All(back, device => Assert.Null(device.CloseCode));
        foreach (var device in devices.Select(device => device.Device).Concat(back))
        {
            await device.DisposeAsync();
        }
    }

    private static bool IsDisconnected(JsonElement e) => e.GetProperty("type").GetString() == "mosaic.device.disconnected";

    private static async Task BreakAsync(PlainDevice device)
    {
        try
        {
            await device.ReadToCloseAsync(Timeout.InfiniteTimeSpan);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken, or disposed of at the test's end.
        }
    }

    private async Task SendAsync(Guid id, int count, Action acked)
    {
        var (_, token) = await system.RegisterAsync(id);
        await using var device = new DeviceClient(new DeviceClientOptions { Endpoint = system.WebSocket, TokenProvider = _ => ValueTask.FromResult(token) });
        await device.ConnectAsync();
        for (var n = 1; n <= count; n++)
        {
            Assert.True((await device.SendEventAsync(new OutgoingEvent { Type = "org.example.flow", Id = $"{n}", Data = Encoding.UTF8.GetBytes($"{n}") })).Acked);
            acked();
        }
    }

    private sealed record Connected(PlainDevice Device, string Instance);
}
