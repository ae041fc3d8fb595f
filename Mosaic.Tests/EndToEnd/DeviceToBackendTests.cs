using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Mosaic.DeviceService.Deliver;

namespace Mosaic.Tests.EndToEnd;

[Collection(SystemCollection.Name)]
public sealed class DeviceToBackendTests(SystemFixture system)
{
    private const string Data = """{ "charge" :87.50, "cells":[1,  2], "name":"caf\u00e9 \ud83d\udd0b", "big":12345678901234567890123 }""";

    [Fact]
    public async Task Event_OfADevice_ReachesTheBackendByteForByteAndComplete()
    {
        await using var device = await system.ConnectAsync();
        await device.SendAsync($$"""{"type":"org.example.battery","id":"e-1","subject":"cell 1","severity":3,"data":{{Data}}}""");

        var ack = await device.ReceiveAsync("ack");
        Assert.Equal("e-1", ack.GetProperty("ids")[0].GetString());
        var message = await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "e-1");
        var delivered = message.GetProperty("event");
        Assert.Equal(Data, delivered.GetProperty("data").GetRawText());
        Assert.Equal("event", delivered.GetProperty("kind").GetString());
        Assert.Equal("1.0", delivered.GetProperty("specversion").GetString());
        Assert.Equal($"/devices/{device.Id}", delivered.GetProperty("source").GetString());
        Assert.Equal(device.Id, delivered.GetProperty("device").GetGuid());
        Assert.Equal("cell 1", delivered.GetProperty("subject").GetString());
        Assert.Equal(3, delivered.GetProperty("severity").GetInt32());
        Assert.NotEqual(Guid.Empty, delivered.GetProperty("session").GetGuid());
        Assert.True(delivered.GetProperty("receivedat").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        Assert.True(delivered.TryGetProperty("time", out _));
        Assert.Equal(WebhookSigner.IdOf($"/devices/{device.Id}", "e-1"), message.GetProperty("webhookid").GetGuid());
    }

    [Fact]
    public async Task Event_AtTheBackend_IsACloudEventToTheCloudEventsSdk()
    {
        await using var device = await system.ConnectAsync();
        await device.SendAsync("""{"type":"org.example.door","id":"sdk-1","time":"2026-01-02T03:04:05.678+01:00","data":{"open":true}}""");

        var message = await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "sdk-1");
        var raw = Encoding.UTF8.GetBytes(message.GetProperty("event").GetRawText());
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(raw, new("application/cloudevents+json"), extensionAttributes: null);
        Assert.True(read.IsValid);
        Assert.Equal("org.example.door", read.Type);
        Assert.Equal(new Uri($"/devices/{device.Id}", UriKind.Relative), read.Source);
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T03:04:05.678+01:00", System.Globalization.CultureInfo.InvariantCulture), read.Time);
        Assert.True(((JsonElement)read.Data!).GetProperty("open").GetBoolean());
    }

    [Fact]
    public async Task Event_WithATrace_KeepsItFromFrameToHandler()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var device = await system.ConnectAsync();
        await device.SendAsync($$"""{"type":"org.example.traced","id":"t-1","traceparent":"00-{{Trace}}-00f067aa0ba902b7-01"}""");

        var message = await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "t-1");
        Assert.Equal(Trace, message.GetProperty("event").GetProperty("traceparent").GetString()!.Split('-')[1]);
        Assert.Equal(Trace, message.GetProperty("traceparent").GetString()!.Split('-')[1]);
    }

    [Fact]
    public async Task Signatures_OfAllDeliveries_AreValid()
    {
        await using var device = await system.ConnectAsync();
        await device.SendAsync("""{"type":"org.example.signed","id":"s-1"}""");
        await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "s-1");

        var stats = await system.Hive.GetFromJsonAsync<JsonElement>("/stats");
        Assert.Equal(0, stats.GetProperty("signaturefailures").GetInt64());
        using var forged = await system.Hive.PostAsync("/device-events", new StringContent("{}", Encoding.UTF8, "application/cloudevents+json"));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Presence_OfASession_FramesItsMessages()
    {
        var device = await system.ConnectAsync();
        await using (device)
        {
            await device.SendAsync("""{"type":"org.example.last","id":"p-1"}""");
            await device.ReceiveAsync("ack");
            await device.CloseAsync();
        }

        var left = await system.WaitForMessageAsync(device.Id, e => e.GetProperty("type").GetString() == "mosaic.device.disconnected");
        Assert.Equal("closed_by_device", left.GetProperty("event").GetProperty("data").GetProperty("reason").GetString());
        var messages = await system.MessagesAsync(device.Id);
        Assert.Equal(
            ["mosaic.device.connected", "org.example.last", "mosaic.device.disconnected"],
            messages.Select(message => message.GetProperty("event").GetProperty("type").GetString()));
        Assert.Single(messages.Select(message => message.GetProperty("event").GetProperty("session").GetGuid()).Distinct());
    }

    [Fact]
    public async Task Backend_ThatFailsForAWhile_GetsEverythingInOrder()
    {
        await using var device = await system.ConnectAsync();
        using (await system.Hive.PutAsJsonAsync("/faults", new { status = 503, share = 1.0, device = device.Id }))
        {
            for (var n = 1; n <= 20; n++)
            {
                await device.SendAsync($$"""{"type":"org.example.patient","id":"b-{{n}}"}""");
            }

            for (var acked = 0; acked < 20;)
            {
                acked += (await device.ReceiveAsync("ack")).GetProperty("ids").GetArrayLength();
            }
        }

        using var healed = await system.Hive.DeleteAsync("/faults");
        await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "b-20");
        var ids = (await system.MessagesAsync(device.Id)).Select(m => m.GetProperty("event").GetProperty("id").GetString()!).Where(id => id.StartsWith("b-", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"b-{n}"), ids);
    }

    [Fact]
    public async Task Event_ThatTheBackendRefuses_IsADeadLetterAndCanBeReplayed()
    {
        await using var device = await system.ConnectAsync();
        await system.WaitForMessageAsync(device.Id, e => e.GetProperty("type").GetString() == "mosaic.device.connected");
        using (await system.Hive.PutAsJsonAsync("/faults", new { status = 422, share = 1.0, device = device.Id }))
        {
            await device.SendAsync("""{"type":"org.example.refused","id":"d-1","data":{"x":1}}""");
            await device.ReceiveAsync("ack");
            await Eventually.True(async () => (await DeadLettersAsync(device.Id)).Count == 1, SystemFixture.Patience);
        }

        var letter = Assert.Single(await DeadLettersAsync(device.Id));
        Assert.Equal(422, letter.GetProperty("status").GetInt32());
        using var healed = await system.Hive.DeleteAsync("/faults");
        using var replayed = await system.Hive.PostAsync($"/dead-letters/{letter.GetProperty("key").GetGuid()}/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, replayed.StatusCode);
        var message = await system.WaitForMessageAsync(device.Id, e => e.GetProperty("id").GetString() == "d-1");
        Assert.Equal("""{"x":1}""", message.GetProperty("event").GetProperty("data").GetRawText());
        Assert.Empty(await DeadLettersAsync(device.Id));
    }

    private async Task<List<JsonElement>> DeadLettersAsync(Guid device)
    {
        var list = await system.Hive.GetFromJsonAsync<JsonElement>("/dead-letters");
        return [.. list.GetProperty("deadletters").EnumerateArray().Where(letter => letter.GetProperty("device").GetGuid() == device)];
    }
}
