using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Mosaic.Tests.HiveBackendStub;
using Mosaic.Tests.HiveBackendStub.Forwarding;

namespace Mosaic.Tests.HiveConsole.Sent;

public sealed class SendRecorderTests
{
    private const string Confirmed = """{"id":"r-1","device":"d","outcome":"confirmed","status":200,"data":{"n":1.50e2},"elapsedms":12}""";

    [Fact]
    public async Task Request_WhileItWaits_IsShownAndThenWithItsOutcome()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        var confirmed = new TaskCompletionSource();
        service.Answer = async context =>
        {
            if (context.Request.Method == "GET")
            {
                return;
            }

            await confirmed.Task;
            await context.Response.WriteAsync(Confirmed);
        };
        const string body = """ {"type":"org.example.reboot", "data":12345678901234567890} """;

        var answer = SendAsync(stub, "requests", body);
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("sent") is var sent && sent.GetArrayLength() == 1
            && sent[0].TryGetProperty("text", out _), StubHost.Patience);
        var waiting = await ViewAsync(stub);
        Assert.Equal((2, 1), (waiting.GetProperty("state").GetInt32(), waiting.GetProperty("awaiting").GetInt32()));
        Assert.False(waiting.GetProperty("sent")[0].TryGetProperty("status", out _));
        confirmed.SetResult();

        Assert.Equal(Confirmed, await (await answer).Content.ReadAsStringAsync());
        var done = await ViewAsync(stub, after: waiting);
        var request = Assert.Single(done.GetProperty("sent").EnumerateArray());
        Assert.Equal((0, 0), (done.GetProperty("state").GetInt32(), done.GetProperty("awaiting").GetInt32()));
        Assert.True(request.GetProperty("request").GetBoolean());
        Assert.Equal(body, request.GetProperty("text").GetString());
        Assert.Equal(200, request.GetProperty("status").GetInt32());
        Assert.Equal(Confirmed, request.GetProperty("answer").GetString());
        Assert.Matches("^[0-9a-f]{32}$", request.GetProperty("trace").GetString());
    }

    [Theory]
    [InlineData(504, """{"type":"urn:mosaic:problem:unconfirmed","outcome":"unconfirmed","safetoretry":false}""", true)]
    [InlineData(200, """{"outcome":"confirmed","status":500}""", true)]
    [InlineData(200, """{"outcome":"confirmed","status":404}""", false)]
    [InlineData(409, """{"type":"urn:mosaic:problem:device-not-connected","outcome":"not_sent","safetoretry":true}""", false)]
    [InlineData(501, """{"type":"urn:mosaic:problem:not-implemented"}""", false)]
    [InlineData(200, "no JSON", false)]
    public async Task Request_Answered_IsTroubleWhenTheDeviceFailed(int status, string body, bool trouble)
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };

        Assert.Equal(status, (int)(await SendAsync(stub, "requests", "{}")).StatusCode);
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("awaiting").GetInt32() == 0, StubHost.Patience);

        var view = await ViewAsync(stub);
        Assert.Equal(trouble, view.GetProperty("requestfailed").GetBoolean());
        Assert.Equal(trouble ? 3 : 0, view.GetProperty("state").GetInt32());
    }

    [Fact]
    public async Task Request_AfterOneThatFailed_StartsAnew()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context => context.Response.WriteAsync("""{"outcome":"unconfirmed"}""");
        await SendAsync(stub, "requests", "{}");
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("requestfailed").GetBoolean(), StubHost.Patience);

        service.Answer = context => context.Response.WriteAsync(Confirmed);
        await SendAsync(stub, "requests", "{}");

        await Eventually.True(async () => !(await ViewAsync(stub)).GetProperty("requestfailed").GetBoolean(), StubHost.Patience);
    }

    [Fact]
    public async Task Event_Refused_IsRecordedAndNoTrouble()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context =>
        {
            context.Response.StatusCode = 409;
            return Task.CompletedTask;
        };

        Assert.Equal("", await (await SendAsync(stub, "events", """{"type":"t"}""")).Content.ReadAsStringAsync());
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("sent") is var sent && sent.GetArrayLength() == 1
            && sent[0].TryGetProperty("status", out _), StubHost.Patience);

        var view = await ViewAsync(stub);
        Assert.False(view.GetProperty("sent")[0].GetProperty("request").GetBoolean());
        Assert.Equal(409, view.GetProperty("sent")[0].GetProperty("status").GetInt32());
        Assert.Equal(0, view.GetProperty("state").GetInt32());
    }

    [Fact]
    public async Task Request_DeviceServiceUnreachable_IsRecordedWithTheAnswer()
    {
        var service = await FakeDeviceService.StartAsync();
        var setting = service.Setting;
        await service.DisposeAsync();
        await using var stub = await StubHost.StartAsync(settings: setting);

        Assert.Equal(HttpStatusCode.BadGateway, (await SendAsync(stub, "requests", "{}")).StatusCode);

        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("sent")[0].TryGetProperty("answer", out var answer)
            && answer.GetString()!.Contains("device-service-unreachable", StringComparison.Ordinal), StubHost.Patience);
    }

    [Fact]
    public async Task Request_CallerGivesUp_IsRecordedAsSuch()
    {
        await using var service = await FakeDeviceService.StartAsync();
        await using var stub = await StubHost.StartAsync(settings: service.Setting);
        service.Answer = context => context.Request.Method == "GET" ? Task.CompletedTask : Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var patience = new CancellationTokenSource();

        var answer = stub.Client.PostAsync($"/devices/{Delivery.Device}/requests", StubHost.Json("{}"), patience.Token);
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("awaiting").GetInt32() == 1, StubHost.Patience);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("sent")[0].TryGetProperty("status", out var status)
            && status.GetInt32() == 0, StubHost.Patience);
        Assert.Equal(0, (await ViewAsync(stub)).GetProperty("awaiting").GetInt32());
    }

    private static Task<HttpResponseMessage> SendAsync(StubHost stub, string what, string body) =>
        stub.Client.PostAsync($"/devices/{Delivery.Device}/{what}", StubHost.Json(body));

    private static async Task<JsonElement> ViewAsync(StubHost stub) => await stub.GetAsync($"/console/api/devices/{Delivery.Device}");

    // The answer is with the caller a moment before it is written down.
    private static async Task<JsonElement> ViewAsync(StubHost stub, JsonElement after)
    {
        await Eventually.True(async () => (await ViewAsync(stub)).GetProperty("awaiting").GetInt32() < after.GetProperty("awaiting").GetInt32(), StubHost.Patience);
        return await ViewAsync(stub);
    }
}
