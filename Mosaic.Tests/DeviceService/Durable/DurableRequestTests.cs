using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Durable;

[Collection(RabbitMQTests.Name)]
public sealed class DurableRequestTests(RabbitMQFixture rabbitMQ) : IAsyncLifetime
{
    private DurableWorld _world = null!;
    private FakeDevice _device = null!;

    public async Task InitializeAsync()
    {
        _world = await DurableWorld.CreateAsync(rabbitMQ);
        _device = await _world.CreateDeviceAsync();
    }

    public async Task DisposeAsync()
    {
        await _device.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Request_ForADeviceThatConnectsLater_IsSentAndItsOutcomeDelivered()
    {
        await using var service = await _world.StartAsync();
        _device.Handle = request => _device.ConfirmDurablyAsync(request, 207, """{"x":  1.0}""");

        using var answer = await DurableWorld.RequestAsync(service, _device.Id, """{"type":"ask","id":"r:1","ttl":600,"timeout":60,"level":7,"list":[1,{"a":null}],"data":{"y":  2.0}}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal($"/devices/{_device.Id}/requests/r:1", answer.Headers.Location!.ToString());
        Assert.Equal("respond-async", answer.Headers.GetValues("Preference-Applied").Single());
        Assert.Equal("accepted", (await DurableWorld.GetAsync(service, answer.Headers.Location.ToString())).GetProperty("state").GetString());
        await _world.ConnectAsync(_device);

        var told = await _world.ToldAsync(_device.Id);
        Assert.Equal(("event", "r:1", _device.Id), (told.GetProperty("kind").GetString(), told.GetProperty("requestid").GetString(), told.GetProperty("device").GetGuid()));
        var document = told.GetProperty("data");
        Assert.Equal(("r:1", "confirmed", "confirmed", 207), (document.GetProperty("id").GetString(), document.GetProperty("state").GetString(),
            document.GetProperty("outcome").GetString(), document.GetProperty("status").GetInt32()));
        Assert.Equal("""{"x":  1.0}""", document.GetProperty("data").GetRawText());
        Assert.Equal(["accepted", "sent", "confirmed"], document.GetProperty("timeline").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
        Assert.Equal(document.GetRawText(), (await DurableWorld.GetAsync(service, answer.Headers.Location.ToString())).GetRawText());
        Assert.Single(_world.Hive.Of(_device.Id));

        var got = Assert.Single(_device.Received);
        Assert.Equal("""{"y":  2.0}""", System.Text.Encoding.UTF8.GetString(got.Body));
        Assert.Equal(("request", "r:1", 7L), (got.Text("kind"), got.Text("id"), got.Properties.Headers!["level"]));
        Assert.Equal(2, Assert.IsType<List<object>>(got.Properties.Headers["list"]).Count);
        Assert.False(got.Properties.Headers.ContainsKey("ttl") || got.Properties.Headers.ContainsKey("timeout"));
        Assert.Equal(DateTimeOffset.Parse(got.Text("deadline")!, null),
            document.GetProperty("timeline")[1].GetProperty("time").GetDateTimeOffset() + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Request_ForADeviceThatStaysAway_ExpiresAndIsSafeToRetry()
    {
        await using var service = await _world.StartAsync();
        var place = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","ttl":1}""");

        var document = (await _world.ToldAsync(_device.Id)).GetProperty("data");
        Assert.Equal(("expired", "not_sent", true), (document.GetProperty("state").GetString(), document.GetProperty("outcome").GetString(), document.GetProperty("safetoretry").GetBoolean()));
        Assert.Equal("expired", (await DurableWorld.GetAsync(service, place)).GetProperty("state").GetString());
        Assert.Empty(_device.Received);
    }

    [Fact]
    public async Task Metrics_CountWhatWaitsAndHowItEnded()
    {
        await using var service = await _world.StartAsync();
        var meters = service.Services.GetRequiredService<IMeterFactory>();
        var pending = -1;
        string? outcome = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, reader) =>
        {
            if (instrument.Name is "mosaic.requests.pending" or "mosaic.requests.completed" && instrument.Meter.Scope == meters)
            {
                reader.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => pending = value);
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Volatile.Write(ref outcome, $"{tags[0].Key} {tags[0].Value}"));
        listener.Start();

        var place = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","ttl":600}""");
        listener.RecordObservableInstruments();
        Assert.Equal(1, pending);
        await service.Client.DeleteAsync(place);
        await Eventually.True(() => Volatile.Read(ref outcome) is not null, ServiceHost.Patience);
        Assert.Equal("mosaic.request.outcome cancelled", outcome);
        listener.RecordObservableInstruments();
        Assert.Equal(0, pending);
    }

    [Fact]
    public async Task Request_ThatTheDeviceDoesNotAnswer_IsUnconfirmedAndWhatComesLaterIsDeliveredAsLate()
    {
        await using var service = await _world.StartAsync();
        await _world.ConnectAsync(_device);
        var place = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","id":"r-1","ttl":60,"timeout":1}""");

        var told = await _world.ToldAsync(_device.Id);
        Assert.Equal(("unconfirmed", false), (told.GetProperty("data").GetProperty("outcome").GetString(), told.GetProperty("data").GetProperty("safetoretry").GetBoolean()));
        await _device.ConfirmDurablyAsync(_device.Received.Single(), 200, "5");
        await Eventually.True(() => _world.Hive.Of(_device.Id).Length == 2, ServiceHost.Patience);
        var late = _world.Hive.Of(_device.Id)[1].Json;
        Assert.Equal(("r-1", true), (late.GetProperty("requestid").GetString(), late.GetProperty("late").GetBoolean()));
        Assert.Equal("unconfirmed", (await DurableWorld.GetAsync(service, place)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Request_RepeatedWithItsKey_IsTheSameAndSentOnce()
    {
        const string Body = """{"type":"ask","ttl":600,"timeout":60}""";
        await using var service = await _world.StartAsync();
        var place = await DurableWorld.AcceptedAsync(service, _device.Id, Body, "key-1");

        Assert.Equal(place, await DurableWorld.AcceptedAsync(service, _device.Id, Body, "key-1"));
        await ProblemAssert.IsAsync(await DurableWorld.RequestAsync(service, _device.Id, """{"type":"other"}""", "key-1"), 409, "idempotency-conflict");
        await ProblemAssert.IsAsync(await service.PostAsync($"/devices/{_device.Id}/requests", """{"type":"ask","id":"key-1"}"""), 409, "idempotency-conflict");
        _device.Handle = request => _device.ConfirmDurablyAsync(request, 200, "1");
        await _world.ConnectAsync(_device);
        await _world.ToldAsync(_device.Id);

        using var repeat = await DurableWorld.RequestAsync(service, _device.Id, Body, "key-1");
        Assert.Equal("confirmed", JsonDocument.Parse(await repeat.Content.ReadAsStringAsync()).RootElement.GetProperty("outcome").GetString());
        Assert.Single(_device.Received);
    }

    [Fact]
    public async Task Request_Cancelled_IsNotSentAndOneThatWasSentCannotBe()
    {
        await using var service = await _world.StartAsync();
        var cancelled = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","id":"r-1","ttl":600}""");
        var sent = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","id":"r-2","ttl":600,"timeout":60}""");

        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(cancelled)).StatusCode);
        await _world.ConnectAsync(_device);
        await DurableWorld.IsAsync(service, sent, "sent");
        await ProblemAssert.IsAsync(await service.Client.DeleteAsync(sent), 409, "not-cancellable");
        await ProblemAssert.IsAsync(await service.Client.DeleteAsync($"/devices/{_device.Id}/requests/r-3"), 404, "request-unknown");

        await Eventually.True(() => _device.Received.Count == 1, ServiceHost.Patience);
        Assert.Equal("r-2", _device.Received.Single().Text("id"));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(cancelled)).StatusCode);
        var document = (await _world.ToldAsync(_device.Id)).GetProperty("data");
        Assert.Equal(("cancelled", "not_sent"), (document.GetProperty("state").GetString(), document.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Confirmation_DeliveredAgain_IsNotShownToTheHiveBackend()
    {
        await using var service = await _world.StartAsync();
        await _world.ConnectAsync(_device);
        _device.Handle = request => _device.ConfirmDurablyAsync(request, 200, "1");
        await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","ttl":600,"timeout":60}""");
        await _world.ToldAsync(_device.Id);

        await _device.ConfirmDurablyAsync(_device.Received.Single(), 200, "1");
        await _device.SendAsync("e-1", "1");
        await Eventually.True(() => _world.Hive.Of(_device.Id).Length >= 2, ServiceHost.Patience);
        Assert.Equal("e-1", _world.Hive.Of(_device.Id)[1].Id);
    }

    [Fact]
    public async Task Requests_OverTheLimit_AreRefused()
    {
        await using var service = await _world.StartAsync("--Requests:MaxPendingPerDevice=1");
        await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","ttl":600}""");
        using var refused = await DurableWorld.RequestAsync(service, _device.Id, """{"type":"ask","ttl":600}""");
        await ProblemAssert.IsAsync(refused, 429, "too-many");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Event_WithATtl_IsKeptUntilTheDeviceConnects()
    {
        await using var service = await _world.StartAsync();
        foreach (var id in new[] { "e-1", "e-2" })
        {
            using var answer = await service.PostAsync($"/devices/{_device.Id}/events", $$"""{"type":"note","id":"{{id}}","ttl":600,"data":[1, 2]}""");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Contains("\"queued\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await _world.ConnectAsync(_device);
        await Eventually.True(() => _device.Received.Count == 2, ServiceHost.Patience);
        Assert.Equal(["e-1", "e-2"], _device.Received.Select(got => got.Text("id")));
        Assert.Equal("event", _device.Received.First().Text("kind"));
        await ProblemAssert.IsAsync(await service.Client.GetAsync($"/devices/{_device.Id}/requests/e-1"), 404, "request-unknown");
        await Eventually.True(async () =>
        {
            using var sent = await service.PostAsync($"/devices/{_device.Id}/events", """{"type":"note","ttl":600}""");
            return (await sent.Content.ReadAsStringAsync()).Contains("\"sent\"", StringComparison.Ordinal);
        }, ServiceHost.Patience);
    }
}
