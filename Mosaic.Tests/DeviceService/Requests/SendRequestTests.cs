using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Requests;

[Collection(RabbitMQTests.Name)]
public sealed class SendRequestTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Request_ThatTheDeviceConfirms_ReturnsItsStatusAndDataByteForByte()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);
        device.Handle = request => device.ConfirmAsync(request, 507, """{"x":  1.0}""");

        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","id":"r-1","timeout":60}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(""" "data":{"x":  1.0}""".Trim(), text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(("r-1", device.Id.ToString(), "confirmed", 507),
            (json.GetProperty("id").GetString(), json.GetProperty("device").GetString(), json.GetProperty("outcome").GetString(), json.GetProperty("status").GetInt32()));
        Assert.True(json.GetProperty("elapsedms").GetInt64() >= 0);
        var got = device.Received.Single();
        Assert.Equal("request", got.Text("kind"));
        Assert.NotNull(got.Text("deadline"));
        Assert.False(got.Properties.Headers!.ContainsKey("timeout"));
    }

    [Fact]
    public async Task Request_ForADeviceThatIsNotConnected_IsNotSentAndSafeToRetry()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);

        using var answer = await service.PostAsync($"/devices/{Guid.NewGuid()}/requests", """{"type":"ask"}""");

        var problem = await ProblemAssert.IsAsync(answer, 409, "device-not-connected");
        Assert.Equal("not_sent", problem.GetProperty("outcome").GetString());
        Assert.True(problem.GetProperty("safetoretry").GetBoolean());
    }

    [Fact]
    public async Task Request_ConfirmedTooLate_IsUnconfirmedAndTheConfirmationIsDeliveredAsLate()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);

        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","id":"r-late","timeout":1}""");
        await device.ConfirmAsync(device.Received.Single(), 200, "5");

        var problem = await ProblemAssert.IsAsync(answer, 504, "unconfirmed");
        Assert.Equal("unconfirmed", problem.GetProperty("outcome").GetString());
        Assert.False(problem.GetProperty("safetoretry").GetBoolean());
        await Eventually.True(() => hive.Of(device.Id).Length == 1, ServiceHost.Patience);
        var late = hive.Of(device.Id).Single().Json;
        Assert.True(late.GetProperty("late").GetBoolean());
        Assert.Equal(("confirmation", "r-late", 5), (late.GetProperty("kind").GetString(), late.GetProperty("requestid").GetString(), late.GetProperty("data").GetInt32()));
    }

    [Fact]
    public async Task Confirmation_WhoseSenderAsks_IsReportedAsTakenWhenItIsAnsweredOrForwarded()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);
        var sender = await device.ListenAsync();
        device.Handle = request => device.ConfirmAsync(request, 200, "5", replyTo: sender);

        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","timeout":60}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var answered = await device.HearAsync(sender);

        await device.ConfirmAsync(device.Received.Single(), 200, "5", replyTo: sender);
        var forwarded = await device.HearAsync(sender);

        Assert.Equal(("s-1", "s-1"), (answered.Session, forwarded.Session));
        Assert.NotEqual(answered.Id, forwarded.Id);
        await Eventually.True(() => hive.Of(device.Id).Length == 1, ServiceHost.Patience);
        Assert.Equal(forwarded.Id, hive.Of(device.Id).Single().Id);
    }

    [Fact]
    public async Task Request_ConfirmedByAnotherDevice_StaysUnconfirmed()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);
        var other = Guid.NewGuid();
        device.Handle = request => device.ConfirmAsync(request, 200, "{}", device: other);

        using var answer = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","timeout":1}""");

        await ProblemAssert.IsAsync(answer, 504, "unconfirmed");
        await Eventually.True(() => hive.Of(other).Length == 1, ServiceHost.Patience);
    }

    [Fact]
    public async Task Request_WithTheKeyOfAnotherThatWaits_IsAConflict()
    {
        await using var hive = await FakeHive.StartAsync();
        await using var service = await ServiceHost.StartReadyAsync(broker.ConnectionString, hive.Address);
        await using var device = await FakeDevice.CreateAsync(broker.ConnectionString);

        var first = service.PostAsync($"/devices/{device.Id}/requests", """{"type":"ask","id":"r-2","timeout":60}""");
        await Eventually.True(() => device.Received.Count == 1, ServiceHost.Patience);
        using var conflict = await service.PostAsync($"/devices/{device.Id}/requests", """{"type":"other","id":"r-2"}""");
        await device.ConfirmAsync(device.Received.Single(), 200, "1");

        await ProblemAssert.IsAsync(conflict, 409, "idempotency-conflict");
        using var answer = await first;
        Assert.Equal("r-2", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
    }
}
