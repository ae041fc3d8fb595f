using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace Mosaic.Tests.EndToEnd;

[Collection(SystemCollection.Name)]
public sealed class SessionTests(SystemFixture system)
{
    [Fact]
    public async Task Token_BadInTheHandshake_IsRefusedBeforeTheUpgrade()
    {
        var (_, token) = await system.RegisterAsync();
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        client.Options.SetRequestHeader("Authorization", $"Bearer {token[..^4]}AAAA");

        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(system.WebSocket, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Unauthorized, client.HttpStatusCode);
    }

    [Fact]
    public async Task Token_BadWhenAskedFor_ClosesWith4501()
    {
        await using var device = await PlainDevice.ConnectAsync(system.WebSocket, Guid.Empty, token: null);
        var asked = await device.ReceiveAsync("authenticate");
        Assert.Equal("mosaic.v1", asked.GetProperty("protocol").GetString());
        await device.SendAsync("""{"kind":"authenticate","token":"not-a-token"}""");

        var error = await device.ReceiveAsync("error");
        Assert.Equal("invalid_token", error.GetProperty("code").GetString());
        Assert.Equal(4501, await device.ReadToCloseAsync());
    }

    [Fact]
    public async Task Token_GoodWhenAskedFor_IsWelcomed()
    {
        var (id, token) = await system.RegisterAsync();
        await using var device = await PlainDevice.ConnectAsync(system.WebSocket, id, token: null);
        await device.ReceiveAsync("authenticate");
        await device.SendAsync($$"""{"kind":"authenticate","token":"{{token}}"}""");

        var welcome = await device.ReceiveAsync("welcome");
        Assert.Equal(id, welcome.GetProperty("device").GetGuid());
        Assert.Equal(64, welcome.GetProperty("window").GetInt32());
        Assert.Equal(262_144, welcome.GetProperty("maxmessagebytes").GetInt32());
        Assert.Equal(30, welcome.GetProperty("heartbeat").GetInt32());
    }

    [Fact]
    public async Task Connections_OfOneDevice_EndWithTheNewestOverAllInstances()
    {
        var first = await system.ConnectAsync();
        var instances = new HashSet<string>();

        // Until both instances have had it, and once more.
        for (var n = 0; instances.Count < 2 || n < 3; n++)
        {
            Assert.True(n < 50, "Fifty connections all went to one instance.");
            instances.Add(await system.InstanceOfAsync(first.Id));
            var second = await system.ConnectAsync(first.Id);
            Assert.Equal(4503, await first.ReadToCloseAsync());
            await first.DisposeAsync();
            first = second;
        }

        await first.CloseAsync();
        await system.WaitForMessageAsync(first.Id, e => e.GetProperty("type").GetString() == "mosaic.device.disconnected"
            && e.GetProperty("data").GetProperty("reason").GetString() == "closed_by_device");
        var presence = (await system.MessagesAsync(first.Id)).Select(message => message.GetProperty("event")).ToList();
        Assert.Equal(
            Enumerable.Range(0, presence.Count).Select(i => i % 2 == 0 ? "mosaic.device.connected" : "mosaic.device.disconnected"),
            presence.Select(e => e.GetProperty("type").GetString()));
        var epochs = presence.Select(e => e.GetProperty("epoch").GetString()).ToList();
        Assert.Equal(epochs.Order(StringComparer.Ordinal), epochs);
        Assert.All(epochs, epoch => Assert.Matches("^[0-9]{16}$", epoch));
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Session_ClosedByTheBackend_EndsWith4504()
    {
        await using var device = await system.ConnectAsync();
        using var closed = await system.Hive.DeleteAsync($"/devices/{device.Id}/session");
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(4504, await device.ReadToCloseAsync());

        await Eventually.True(async () => !(await PresenceAsync(device.Id)).GetProperty("connected").GetBoolean(), SystemFixture.Patience);
        using var again = await system.Hive.DeleteAsync($"/devices/{device.Id}/session");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    private async Task<JsonElement> PresenceAsync(Guid device)
    {
        using var answer = await system.Hive.GetAsync($"/devices/{device}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : default;
    }
}
