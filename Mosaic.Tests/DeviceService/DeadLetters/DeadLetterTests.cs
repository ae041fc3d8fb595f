using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.DeadLetters;

[Collection(RabbitMQTests.Name)]
public sealed class DeadLetterTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Message_ThatTheBackendRefuses_IsListedAndDeliveredAfterReplay()
    {
        await using var hive = await FakeHive.StartAsync();
        var accept = false;
        hive.Answer = async (_, context) =>
        {
            context.Response.StatusCode = Volatile.Read(ref accept) ? 204 : 422;
            if (!accept) await context.Response.Body.WriteAsync("no such field"u8.ToArray());
        };
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        var id = Guid.NewGuid().ToString("D");
        await device.SendAsync(id, """{"n":  1}""", more: new() { ["list"] = new List<object?> { 1L, "x" } });

        await Eventually.True(async () => await FindAsync(service, id) is not null, ServiceHost.Patience);
        var letter = (await FindAsync(service, id))!.Value;
        Assert.Equal(("rejected", 422, "no such field", 1),
            (letter.GetProperty("reason").GetString(), letter.GetProperty("status").GetInt32(), letter.GetProperty("detail").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.Equal(device.Id, letter.GetProperty("device").GetGuid());
        Assert.Equal("test", letter.GetProperty("event").GetProperty("type").GetString());

        Volatile.Write(ref accept, true);
        using var answer = await service.PostAsync($"/dead-letters/{id}/replay", "");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.True(() => hive.Of(device.Id).Length == 2, ServiceHost.Patience);
        var again = hive.Of(device.Id)[1].Json;
        Assert.All(hive.Of(device.Id)[0].Json.EnumerateObject().Where(field => field.Name != "traceparent"),
            field => Assert.Equal(field.Value.GetRawText(), again.GetProperty(field.Name).GetRawText()));
        Assert.DoesNotContain(again.EnumerateObject(), field => field.Name.Contains("mosaic", StringComparison.Ordinal));
        Assert.Equal("""{"n":  1}""", again.GetProperty("data").GetRawText());
        await Eventually.True(async () => await FindAsync(service, id) is null, ServiceHost.Patience);
    }

    [Fact]
    public async Task Message_ThatIsNone_IsDeadLetteredAndCanBeDeleted()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        var marker = Guid.NewGuid().ToString("D");
        await device.PublishAsync(new() { ["id"] = marker, ["type"] = "t", ["device"] = "nobody" }, "{}"u8.ToArray());

        await Eventually.True(async () => await FindAsync(service, marker) is not null, ServiceHost.Patience);
        Assert.Equal("invalid_message", (await FindAsync(service, marker))!.Value.GetProperty("reason").GetString());
        await ProblemAssert.IsAsync(await service.PostAsync($"/dead-letters/{marker}/replay", ""), 409, "not-replayable");
        using var answer = await service.Client.DeleteAsync($"/dead-letters/{marker}");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await ProblemAssert.IsAsync(await service.Client.DeleteAsync($"/dead-letters/{marker}"), 404, "dead-letter-unknown");
    }

    [Fact]
    public async Task DeadLetters_AllReplayed_AreDeliveredInOrder()
    {
        await using var hive = await FakeHive.StartAsync();
        var status = 400;
        hive.Answer = (_, context) =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        };
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString, connected: false);
        for (var i = 0; i < 5; i++) await device.SendAsync($"{i}", "{}");
        await Eventually.True(async () => (await ListAsync(service)).Count(one => IsOf(one, device.Id)) == 5, ServiceHost.Patience);
        Volatile.Write(ref status, 204);

        using var answer = await service.PostAsync("/dead-letters/replay", "");

        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32() >= 5);
        await Eventually.True(() => hive.Of(device.Id).Length == 10, ServiceHost.Patience);
        Assert.Equal(["0", "1", "2", "3", "4"], hive.Of(device.Id).Skip(5).Select(delivery => delivery.Id));
    }

    private static bool IsOf(JsonElement letter, Guid device) => letter.GetProperty("device").GetString() == device.ToString("D");

    private static async Task<JsonElement?> FindAsync(ServiceHost service, string id) =>
        (await ListAsync(service)).Cast<JsonElement?>().FirstOrDefault(letter => letter!.Value.GetProperty("id").GetString() == id);

    private static async Task<JsonElement[]> ListAsync(ServiceHost service) =>
        [.. (await service.GetAsync("/dead-letters?limit=1000")).GetProperty("deadletters").EnumerateArray()];
}
