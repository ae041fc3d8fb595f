using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mosaic.Tests.EndToEnd;

[Collection(SystemCollection.Name)]
public sealed class BackendToDeviceTests(SystemFixture system)
{
    [Fact]
    public async Task Event_ToAConnectedDevice_Arrives()
    {
        await using var device = await system.ConnectAsync();
        using var answer = await system.Hive.PostAsJsonAsync($"/devices/{device.Id}/events", new { type = "org.example.light", id = "l-1", level = 7, data = new { on = true } });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("sent", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("delivery").GetString());
        var received = await device.ReceiveAsync("event");
        Assert.Equal("org.example.light", received.GetProperty("type").GetString());
        Assert.Equal("l-1", received.GetProperty("id").GetString());
        Assert.Equal("1.0", received.GetProperty("specversion").GetString());
        Assert.Equal(7, received.GetProperty("level").GetInt32());
        Assert.Equal(device.Id, received.GetProperty("device").GetGuid());
        Assert.True(received.GetProperty("data").GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task Request_Confirmed_ReturnsTheDevicesStatusAndData()
    {
        await using var device = await system.ConnectAsync();
        var call = system.Hive.PostAsJsonAsync($"/devices/{device.Id}/requests", new { type = "org.example.reboot", data = new { delay = 1 } });
        var request = await device.ReceiveAsync("request");
        Assert.True(request.GetProperty("deadline").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        await device.SendAsync($$$"""{"kind":"confirmation","requestid":"{{{request.GetProperty("id").GetString()}}}","status":409,"data":{ "why" : "busy" }}""");

        using var answer = await call;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var outcome = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("confirmed", outcome.GetProperty("outcome").GetString());
        Assert.Equal(409, outcome.GetProperty("status").GetInt32());
        Assert.Equal("""{ "why" : "busy" }""", outcome.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Messages_ToADeviceThatIsNotConnected_AreRefusedAtOnce()
    {
        var (device, _) = await system.RegisterAsync();
        foreach (var what in (string[])["events", "requests"])
        {
            using var answer = await system.Hive.PostAsJsonAsync($"/devices/{device}/{what}", new { type = "org.example.lost", timeout = 300 });
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.EndsWith("device-not-connected", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_ToASilentDevice_IsUnconfirmedAndItsLateConfirmationIsDelivered()
    {
        await using var device = await system.ConnectAsync();
        using var answer = await system.Hive.PostAsJsonAsync($"/devices/{device.Id}/requests", new { type = "org.example.slow", timeout = 1 });

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith("unconfirmed", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.False(problem.GetProperty("safetoretry").GetBoolean());

        var request = await device.ReceiveAsync("request");
        var id = request.GetProperty("id").GetString();
        await device.SendAsync($$"""{"kind":"confirmation","requestid":"{{id}}","data":"done"}""");
        var late = (await system.WaitForMessageAsync(device.Id, e => e.GetProperty("kind").GetString() == "confirmation")).GetProperty("event");
        Assert.True(late.GetProperty("late").GetBoolean());
        Assert.Equal(id, late.GetProperty("requestid").GetString());
        Assert.Equal(200, late.GetProperty("status").GetInt32());
        Assert.Equal("mosaic.device.confirmation", late.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Request_WithATrace_ReachesTheDeviceInIt()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var device = await system.ConnectAsync();
        using var sent = new HttpRequestMessage(HttpMethod.Post, $"/devices/{device.Id}/events") { Content = JsonContent.Create(new { type = "org.example.traced" }) };
        sent.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = system.Hive.BaseAddress };
        using var answer = await client.SendAsync(sent);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(Trace, (await device.ReceiveAsync("event")).GetProperty("traceparent").GetString()!.Split('-')[1]);
    }

    [Fact]
    public async Task DeviceService_WithoutTheApiKey_LetsNobodyReachADevice()
    {
        await using var device = await system.ConnectAsync();
        foreach (var path in (string[])[$"/devices/{device.Id}/events", $"/devices/{device.Id}/requests"])
        {
            using var answer = await system.DeviceService.PostAsJsonAsync(path, new { type = "org.example.intruder" });
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
