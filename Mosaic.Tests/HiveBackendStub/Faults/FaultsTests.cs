using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Mosaic.Tests.HiveBackendStub.Faults;

public sealed class FaultsTests
{
    [Fact]
    public async Task Status_Set_FailsUntilDeleted()
    {
        await using var stub = await StubHost.StartAsync();
        (await stub.PutFaultsAsync("""{"status":503,"share":1.0,"delayms":0,"hang":false,"down":false,"retryafter":7}""")).EnsureSuccessStatusCode();

        var failed = await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        await ProblemAssert.IsAsync(failed, HttpStatusCode.ServiceUnavailable, "fault");
        Assert.Equal(TimeSpan.FromSeconds(7), failed.Headers.RetryAfter?.Delta);
        Assert.Equal((0, 1), (await stub.StatAsync("received"), await stub.StatAsync("failedbyfault")));

        Assert.Equal(HttpStatusCode.NoContent, (await stub.Client.DeleteAsync("/faults")).StatusCode);
        Assert.True((await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")))).IsSuccessStatusCode);
        Assert.Equal(1, Assert.Single(await stub.MessagesAsync()).GetProperty("deliveries").GetInt32());
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    public async Task Status_Any_IsTheAnswer(int status)
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync($$"""{"status":{{status}}}""");

        Assert.Equal(status, (int)(await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")))).StatusCode);
        Assert.Equal(0, await stub.StatAsync("received"));
    }

    [Fact]
    public async Task Status_OfSuccess_IsStored()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"status":202}""");

        Assert.Equal(HttpStatusCode.Accepted, (await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")))).StatusCode);
        Assert.Equal((1, 0), (await stub.StatAsync("received"), await stub.StatAsync("failedbyfault")));
    }

    [Fact]
    public async Task Share_Half_FailsSome()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"status":500,"share":0.5}""");

        // That all of 200 go one way has a chance of 2^-199.
        for (var i = 0; i < 200; i++)
        {
            await stub.Client.SendAsync(Delivery.Signed(Delivery.Event($"e-{i}")));
        }

        Assert.InRange(await stub.StatAsync("failedbyfault"), 1, 199);
        Assert.Equal(200, await stub.StatAsync("failedbyfault") + await stub.StatAsync("received"));
    }

    [Fact]
    public async Task Share_Zero_FailsNone()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"status":500,"share":0}""");

        Assert.True((await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Device_Given_OthersGoOn()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync($$"""{"status":503,"device":"{{Delivery.Device}}"}""");

        var failed = await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        var passed = await stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1", Guid.NewGuid().ToString("D"))));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, passed.StatusCode);
    }

    [Fact]
    public async Task Delay_Alone_AnswersLaterAndStores()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var stub = await StubHost.StartAsync(time);
        await stub.PutFaultsAsync("""{"delayms":60000}""");
        var sent = time.GetUtcNow();

        var answer = stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1"), at: sent));
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        }, StubHost.Patience);

        Assert.Equal(HttpStatusCode.NoContent, (await answer).StatusCode);
        var stored = Assert.Single(await stub.MessagesAsync()).GetProperty("receivedat").GetDateTimeOffset();
        Assert.True(stored - sent >= TimeSpan.FromSeconds(60), $"Stored {stored - sent} after it was sent.");
    }

    [Fact]
    public async Task Hang_Set_NeverAnswers()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"hang":true}""");
        using var patience = new CancellationTokenSource();

        var answer = stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1")), patience.Token);
        await Eventually.True(async () => await stub.StatAsync("failedbyfault") == 1, StubHost.Patience);

        Assert.False(answer.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(0, await stub.StatAsync("received"));
    }

    [Fact]
    public async Task Hang_AtTheEndOfTheProgram_DoesNotHoldItUp()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"hang":true}""");
        using var client = new HttpClient { BaseAddress = stub.Client.BaseAddress };
        var answer = client.SendAsync(Delivery.Signed(Delivery.Event("e-1")));
        await Eventually.True(async () => await stub.StatAsync("failedbyfault") == 1, StubHost.Patience);

        await stub.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task Down_Set_AbortsTheConnection()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"down":true}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => stub.Client.SendAsync(Delivery.Signed(Delivery.Event("e-1"))));

        Assert.Equal(0, await stub.StatAsync("received"));
    }

    [Fact]
    public async Task Get_AfterPutAndDelete_SaysWhatHolds()
    {
        await using var stub = await StubHost.StartAsync();
        await stub.PutFaultsAsync("""{"status":503,"share":0.25,"delayms":5}""");
        Assert.Equal(
            """{"status":503,"share":0.25,"delayms":5,"hang":false,"down":false,"retryafter":null,"device":null}""",
            await stub.Client.GetStringAsync("/faults"));

        await stub.Client.DeleteAsync("/faults");

        Assert.Equal(
            """{"status":null,"share":1,"delayms":0,"hang":false,"down":false,"retryafter":null,"device":null}""",
            await stub.Client.GetStringAsync("/faults"));
    }

    [Theory]
    [InlineData("""{"status":199}""", "status")]
    [InlineData("""{"status":600}""", "status")]
    [InlineData("""{"status":"503"}""", "status")]
    [InlineData("""{"share":1.5}""", "share")]
    [InlineData("""{"share":-0.1}""", "share")]
    [InlineData("""{"delayms":-1}""", "delayms")]
    [InlineData("""{"delayms":600001}""", "delayms")]
    [InlineData("""{"hang":true,"down":true}""", "down")]
    [InlineData("""{"hang":1}""", "hang")]
    [InlineData("""{"retryafter":-1}""", "retryafter")]
    [InlineData("""{"device":"x"}""", "device")]
    [InlineData("""{"stattus":503}""", "stattus")]
    public async Task Put_Invalid_SaysWhichFieldAndChangesNothing(string json, string field)
    {
        await using var stub = await StubHost.StartAsync();
        var before = await stub.Client.GetStringAsync("/faults");

        await ProblemAssert.IsAsync(await stub.PutFaultsAsync(json), HttpStatusCode.BadRequest, "invalid-request", field);

        Assert.Equal(before, await stub.Client.GetStringAsync("/faults"));
    }
}
