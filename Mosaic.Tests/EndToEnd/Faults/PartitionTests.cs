using System.Net;
using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using Mosaic.Tests.WebSocketService;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>The network between one instance and RabbitMQ goes silent for longer than the AMQP heartbeat, and heals.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class PartitionTests(RabbitMQFixture rabbit)
{
    private const int Long = 60;

    [Fact]
    public async Task WebSocketService_CutOff_ADeviceThatMovedHasOneSession()
    {
        await using var system = await StartAsync(recovery: Long);
        await using var older = await system.Sockets[0].WelcomedAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await system.SendEventAsync(older.Id)).Answer);
        await older.ReceiveAsync("event");

        // RabbitMQ has given the instance up when its binding for the device is gone. The instance itself keeps its devices for now.
        system.SocketProxy.Silence();
        await Eventually.True(async () => (await system.SendEventAsync(older.Id)).Answer == HttpStatusCode.Conflict, SystemFixture.Patience);
        await using var newer = await system.Sockets[1].WelcomedAsync(older.Id);
        system.SocketProxy.Heal();

        Assert.Equal((4503, "session_replaced", false), await older.ClosedAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await system.SendEventAsync(newer.Id)).Answer);
        await newer.ReceiveAsync("event");
        await system.PresenceAsync(newer.Id, connected: true);
    }

    [Fact]
    public async Task WebSocketService_CutOff_WhenItIsBackItDeliversNothingSentSinceToASessionWhoseDeviceHasMoved()
    {
        await using var system = await StartAsync(recovery: Long);
        for (var time = 0; time < 3; time++)
        {
            await using var older = await system.Sockets[0].WelcomedAsync();
            await using var stays = await system.Sockets[0].WelcomedAsync();
            system.SocketProxy.Silence();
            await Eventually.True(async () => (await system.SendEventAsync(older.Id)).Answer == HttpStatusCode.Conflict, SystemFixture.Patience);
            await using var newer = await system.Sockets[1].WelcomedAsync(older.Id);

            // Events all the time, of which none is for the older one: it is read to its end. What was sent to it before may still be on its way.
            using var enough = new CancellationTokenSource();
            var sending = SendUntilAsync(system, newer.Id, enough.Token);
            system.SocketProxy.Heal();
            var shown = new List<string>();
            while (await older.ReadAsync() is { } text)
            {
                shown.Add(text);
            }

            await enough.CancelAsync();
            var sent = await sending;

            Assert.NotEmpty(sent);
            Assert.DoesNotContain(shown, text => IdOf(text) is { } id && sent.Contains(id));
            await Eventually.True(async () => (await system.SendEventAsync(stays.Id)).Answer == HttpStatusCode.Accepted, SystemFixture.Patience);
            await stays.ReceiveAsync("event");
        }
    }

    [Fact]
    public async Task WebSocketService_SilentForAMoment_WhenItIsBackItDeliversNothingToASessionWhoseDeviceHasMoved()
    {
        // RabbitMQ knows nothing of it: both instances are bound for the device, and what is for it waits for the silent one too.
        await using var system = await StartAsync(recovery: Long, heartbeat: 60);
        await using var older = await system.Sockets[0].WelcomedAsync();
        system.SocketProxy.Silence();
        await using var newer = await system.Sockets[1].WelcomedAsync(older.Id);
        for (var number = 0; number < 10; number++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await system.SendEventAsync(newer.Id)).Answer);
            await newer.ReceiveAsync("event");
        }

        system.SocketProxy.Heal();
        Assert.Contains("session_replaced", await older.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((4503, null, null), await older.ClosedAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await system.SendEventAsync(newer.Id)).Answer);
        await newer.ReceiveAsync("event");
        await system.PresenceAsync(newer.Id, connected: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WebSocketService_CutOff_WhenItIsBackABindingThatIsLeftElsewhereEndsNoSession(bool goes)
    {
        var broker = await rabbit.CreateVirtualHostAsync();
        await using var system = await FaultSystem.StartAsync(broker, Long);
        await using var device = await system.Sockets[0].WelcomedAsync();
        await using var witness = await system.Sockets[0].WelcomedAsync();
        await using var elsewhere = await MessageRecorder.StartAsync(broker, Topology.HiveToDevice, Topology.DeviceKey(device.Id));
        system.SocketProxy.Silence();
        await Eventually.True(async () => (await system.SendEventAsync(witness.Id)).Answer == HttpStatusCode.Conflict, SystemFixture.Patience);
        system.SocketProxy.Heal();

        // An instance that has no session of the device takes its binding away when a message comes over it. One that stands still does not.
        await Eventually.True(() => elsewhere.Count(Kinds.Takeover) > 0, SystemFixture.Patience);
        if (goes)
        {
            await elsewhere.DisposeAsync();
            await Eventually.True(async () => (await system.SendEventAsync(device.Id)).Answer == HttpStatusCode.Accepted, SystemFixture.Patience);
            await device.ReceiveAsync("event");
            await system.PresenceAsync(device.Id, connected: true);
        }
        else
        {
            Assert.Equal((4002, "subscribe_failed", true), await device.ClosedAsync());
        }

        await Eventually.True(async () => (await system.SendEventAsync(witness.Id)).Answer == HttpStatusCode.Accepted, SystemFixture.Patience);
    }

    [Fact]
    public async Task WebSocketService_CutOff_DevicesAreSentAwayAndWhatTheyHadAckedArrivesInOrder()
    {
        await using var system = await StartAsync(recovery: 2);
        await using var idle = await system.Sockets[0].WelcomedAsync();
        var devices = system.Flow(system.Sockets[0], 6);
        var others = system.Flow(system.Sockets[1], 2);
        await AckedMoreAsync([.. devices, .. others]);

        system.SocketProxy.Silence();
        Assert.Equal((4002, "subscribe_failed", true), await idle.ClosedAsync());
        await AckedMoreAsync(others);
        system.SocketProxy.Heal();

        await AckedMoreAsync([.. devices, .. others]);
        await AssertAllIsWellAsync(system, [.. devices, .. others]);
        await system.PresenceAsync(idle.Id, connected: false);
    }

    [Fact]
    public async Task WebSocketService_CutOffForSoLongThatItIsTakenForLost_PresenceIsTrueWhenItIsBack()
    {
        await using var system = await StartAsync(recovery: Long);
        await using var idle = await system.Sockets[0].WelcomedAsync();
        var devices = system.Flow(system.Sockets[0], 2);
        await AckedMoreAsync(devices);

        system.SocketProxy.Silence();
        await Eventually.True(() => system.LastPresence(idle.Id) is { } last && ReasonOf(last) == "instance_lost", SystemFixture.Patience);
        system.SocketProxy.Heal();

        // Its device was told to be gone, so gone it is; it comes back with a new session.
        Assert.Equal((4002, "subscribe_failed", true), await idle.ClosedAsync());
        await using var again = await system.Sockets[0].WelcomedAsync(idle.Id);
        await AckedMoreAsync(devices);
        await AssertAllIsWellAsync(system, devices);
        await system.PresenceAsync(again.Id, connected: true);
    }

    [Fact]
    public async Task DeviceService_CutOff_TheOtherGoesOnAndNothingIsLost()
    {
        await using var system = await StartAsync(recovery: 2);
        var devices = system.Flow(system.Sockets[1], 6);
        await AckedMoreAsync(devices);
        await using var asked = await system.Sockets[1].WelcomedAsync();
        var waiting = system.Services[0].PostAsync($"/devices/{asked.Id}/requests", """{"type":"org.example.ask","timeout":8}""");
        var request = (await asked.ReceiveAsync("request")).GetProperty("id").GetString();
        using (var behind = await system.Services[0].PostAsync($"/devices/{asked.Id}/events", """{"type":"org.example.event"}"""))
        {
            // RabbitMQ has confirmed it, and so the request before it: that the request is out is known, and only the confirmation is missing.
            Assert.Equal(HttpStatusCode.Accepted, behind.StatusCode);
        }

        await asked.ReceiveAsync("event");

        // 1. Cut off, with a call that waits. What the device answers reaches the backend by the other instance.
        system.DeviceProxy.Silence();
        await asked.SendAsync($$"""{"kind":"confirmation","requestid":"{{request}}","id":"c-1"}""");
        await asked.ReceiveAsync("ack");
        await Eventually.True(() => system.Hive.Of(asked.Id).Any(message => message.Id == "c-1"), SystemFixture.Patience);
        using (var unconfirmed = await waiting)
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, unconfirmed.StatusCode);
            Assert.False((await ReadAsync(unconfirmed)).GetProperty("safetoretry").GetBoolean());
        }

        // 2. The lease has moved: the other sends what is kept for devices, and delivers all partitions.
        await KeepAsync(system, asked.Id, "kept-1");
        Assert.Equal("kept-1", (await asked.ReceiveAsync("request")).GetProperty("id").GetString());
        await AckedMoreAsync(devices);
        foreach (var device in devices)
        {
            var sent = $"{device.Acked}";
            await Eventually.True(() => system.Hive.Of(device.Id).Any(message => message.Id == sent), SystemFixture.Patience);
        }

        // 3. A call there is not left hanging.
        using (var refused = await system.Services[0].PostAsync($"/devices/{asked.Id}/events", """{"type":"org.example.event"}"""))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        system.DeviceProxy.Heal();
        await AckedMoreAsync(devices);
        await AssertAllIsWellAsync(system, devices);
    }

    private async Task<FaultSystem> StartAsync(int recovery, int heartbeat = 1) =>
        await FaultSystem.StartAsync(await rabbit.CreateVirtualHostAsync(), recovery, heartbeat);

    private static async Task<HashSet<string>> SendUntilAsync(FaultSystem system, Guid device, CancellationToken enough)
    {
        var sent = new HashSet<string>();
        while (!enough.IsCancellationRequested)
        {
            sent.Add((await system.SendEventAsync(device)).Id);
        }

        return sent;
    }

    private static string? IdOf(string frame) => JsonDocument.Parse(frame).RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static Task AckedMoreAsync(FlowingDevice[] devices) => Task.WhenAll(devices.Select(device => device.AckedMoreAsync(20)));

    private static async Task AssertAllIsWellAsync(FaultSystem system, FlowingDevice[] devices)
    {
        await system.HealthyAsync();
        foreach (var device in devices)
        {
            await system.ReachesAsync(device);
            await device.StopSendingAsync();
            await device.AssertArrivedAsync(system.Hive);
            await system.PresenceAsync(device.Id, connected: true);
        }
    }

    private static async Task KeepAsync(FaultSystem system, Guid device, string id)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, $"/devices/{device}/requests");
        call.Headers.Add("Prefer", "respond-async");
        call.Content = new StringContent($$"""{"type":"org.example.ask","id":"{{id}}","ttl":60,"timeout":30}""", null, "application/json");
        using var answer = await system.Services[1].Client.SendAsync(call);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static string? ReasonOf(JsonElement presence) =>
        presence.TryGetProperty("data", out var data) && data.TryGetProperty("reason", out var reason) ? reason.GetString() : null;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
