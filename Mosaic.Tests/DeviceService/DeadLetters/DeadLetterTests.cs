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
            if (!accept)
            {
                await context.Response.Body.WriteAsync("no such field"u8.ToArray());
            }
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
        Assert.Equal("test", letter.GetProperty("type").GetString());
        Assert.False(letter.TryGetProperty("event", out _));
        var key = letter.GetProperty("key").GetGuid();
        Assert.Equal("""{"n":  1}""", (await service.GetAsync($"/dead-letters/{key}")).GetProperty("event").GetProperty("data").GetRawText());

        Volatile.Write(ref accept, true);
        using var answer = await service.PostAsync($"/dead-letters/{key}/replay", "");

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
        var key = (await FindAsync(service, marker))!.Value.GetProperty("key").GetGuid();
        await ProblemAssert.IsAsync(await service.PostAsync($"/dead-letters/{key}/replay", ""), 409, "not-replayable");
        using var answer = await service.Client.DeleteAsync($"/dead-letters/{key}");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await ProblemAssert.IsAsync(await service.Client.DeleteAsync($"/dead-letters/{key}"), 404, "dead-letter-unknown");
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
        for (var i = 0; i < 5; i++)
        {
            await device.SendAsync($"{i}", "{}");
        }

        await Eventually.True(async () => (await ListAsync(service)).Count(one => IsOf(one, device.Id)) == 5, ServiceHost.Patience);
        Volatile.Write(ref status, 204);

        using var answer = await service.PostAsync("/dead-letters/replay", "");

        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32() >= 5);
        await Eventually.True(() => hive.Of(device.Id).Length == 10, ServiceHost.Patience);
        Assert.Equal(["0", "1", "2", "3", "4"], hive.Of(device.Id).Skip(5).Select(delivery => delivery.Id));
    }

    [Fact]
    public async Task DeadLetters_OfADeviceOrWithAReason_AreReplayedAlone()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address);
        await using var letters = await LetterBox.OpenAsync(host);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        for (var n = 0; n < 10; n++)
        {
            await letters.PutAsync(n % 2 == 0 ? one : other, $"{n}", n < 5 ? "rejected" : "retry_limit");
        }

        Assert.Equal(2, await ReplayAsync(service, $"?device={one}&reason=retry_limit"));
        Assert.Equal(3, await ReplayAsync(service, $"?device={other}&reason=retry_limit"));
        Assert.Equal(5, await ReplayAsync(service, "?reason=rejected"));
        Assert.Equal(0, await ReplayAsync(service, "?reason=none"));
        Assert.Equal(0, await ReplayAsync(service, ""));
        await Eventually.True(() => hive.Of(one).Length == 5 && hive.Of(other).Length == 5, ServiceHost.Patience);
        await ProblemAssert.IsAsync(await service.PostAsync("/dead-letters/replay?device=x", ""), 400, "invalid-message");
    }

    [Fact]
    public async Task DeadLetters_ReadInPages_ComeAllInTheirOrder()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address);
        await using var letters = await LetterBox.OpenAsync(host);
        var device = Guid.NewGuid();
        const int Count = 300; // Several times what RabbitMQ delivers at once.
        for (var n = 0; n < Count; n++)
        {
            await letters.PutAsync(device, $"{n}", "rejected");
        }

        var all = Enumerable.Range(0, Count).Select(n => $"{n}").ToArray();

        // Readers that stop early, and at different places, leave the order as it is.
        Assert.Equal(all[..7], (await PageAsync(service, "?limit=7")).Ids);
        Assert.Equal(all[..150], (await PageAsync(service, "?limit=150")).Ids);
        Assert.Equal(all[..3], (await PageAsync(service, "?limit=3")).Ids);
        var read = new List<string?>();
        string? next = null;
        do
        {
            var page = await PageAsync(service, $"?limit=90{(next is null ? "" : $"&after={next}")}");
            read.AddRange(page.Ids);
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(all, read);
        await ProblemAssert.IsAsync(await service.Client.GetAsync($"/dead-letters?after={Guid.NewGuid()}"), 404, "dead-letter-unknown");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/dead-letters?after=x"), 400, "invalid-message");
        await ProblemAssert.IsAsync(await service.Client.GetAsync("/dead-letters/x%2Fy"), 404, "dead-letter-unknown");
    }

    [Fact]
    public async Task DeadLetters_AfterACallWhoseCallerLeft_AreAllThereForTheNextInTheirOrder()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var one = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address);
        await using var other = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address);
        await using var letters = await LetterBox.OpenAsync(host);
        const int Count = 200;
        for (var n = 0; n < Count; n++)
        {
            await letters.PutAsync(Guid.NewGuid(), $"{n}", "rejected");
        }

        var all = Enumerable.Range(0, Count).Select(n => $"{n}").ToArray();

        for (var time = 0; time < 30; time++)
        {
            using var leaving = new CancellationTokenSource();
            var left = one.Client.GetAsync("/dead-letters?limit=1000", leaving.Token);
            leaving.CancelAfter(TimeSpan.FromMilliseconds(time)); // Sometimes before the call begins, sometimes in the midst of it, sometimes behind it.
            await left.ContinueWith(_ => { }, TaskScheduler.Default);

            Assert.Equal(all, (await PageAsync(time % 2 == 0 ? one : other, "?limit=1000")).Ids);
            Assert.Equal(all, (await PageAsync(time % 3 == 0 ? one : other, "?limit=1000")).Ids);
        }
    }

    [Fact]
    public async Task DeadLetters_WithoutAKey_HaveOneThatStays()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(host.ConnectionString, hive.Address);
        await using var letters = await LetterBox.OpenAsync(host);
        await letters.PutAsync(Guid.NewGuid(), "../x?", "rejected", key: false);
        await letters.PutAsync(Guid.NewGuid(), "../x?", "rejected", key: false);

        var keys = (await ListAsync(service)).Select(letter => letter.GetProperty("key").GetGuid()).ToArray();

        Assert.Equal(2, keys.Distinct().Count());
        using var answer = await service.Client.DeleteAsync($"/dead-letters/{keys[1]}");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(keys[0], (await ListAsync(service)).Single().GetProperty("key").GetGuid());
    }

    private static async Task<int> ReplayAsync(ServiceHost service, string query)
    {
        using var answer = await service.PostAsync($"/dead-letters/replay{query}", "");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32();
    }

    private static async Task<(string?[] Ids, string? Next)> PageAsync(ServiceHost service, string query)
    {
        var page = await service.GetAsync($"/dead-letters{query}");
        return ([.. page.GetProperty("deadletters").EnumerateArray().Select(letter => letter.GetProperty("id").GetString())], page.GetProperty("next").GetString());
    }

    private static bool IsOf(JsonElement letter, Guid device) => letter.GetProperty("device").GetString() == device.ToString("D");

    private static async Task<JsonElement?> FindAsync(ServiceHost service, string id) =>
        (await ListAsync(service)).Cast<JsonElement?>().FirstOrDefault(letter => letter!.Value.GetProperty("id").GetString() == id);

    private static async Task<JsonElement[]> ListAsync(ServiceHost service) =>
        [.. (await service.GetAsync("/dead-letters?limit=1000")).GetProperty("deadletters").EnumerateArray()];
}
