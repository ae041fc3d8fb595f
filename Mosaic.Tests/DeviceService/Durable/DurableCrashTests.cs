using System.Net;
using Mosaic.DeviceService.Durable;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Durable;

/// <summary>What the journal has from instances that are gone, and what several instances make of it.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class DurableCrashTests(RabbitMQFixture rabbitMQ) : IAsyncLifetime
{
    private DurableWorld _world = null!;
    private FakeDevice _device = null!;

    private MessageKey Key => new(Kinds.Request, _device.Id, "r-1");

    private string Place => $"/devices/{_device.Id}/requests/r-1";

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
    public async Task Request_AcceptedByAnInstanceThatIsGone_IsSentByTheNext()
    {
        await using (var first = await _world.StartAsync())
        {
            await DurableWorld.AcceptedAsync(first, _device.Id, """{"type":"ask","id":"r-1","ttl":600,"timeout":60}""");
        }

        await using var second = await _world.StartAsync();
        Assert.Equal("accepted", (await DurableWorld.GetAsync(second, Place)).GetProperty("state").GetString());
        _device.Handle = request => _device.ConfirmDurablyAsync(request, 200, "1");
        await _world.ConnectAsync(_device);

        Assert.Equal("confirmed", (await _world.ToldAsync(_device.Id)).GetProperty("data").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Request_WhoseSenderWasKilled_IsNotSentAgainAndEndsAsUnconfirmed()
    {
        await WriteAsync(Accepted(), Entry(JournalKinds.Sent));
        await using var service = await _world.StartAsync();
        await _world.ConnectAsync(_device);

        var document = (await _world.ToldAsync(_device.Id)).GetProperty("data");
        Assert.Equal(("unconfirmed", false), (document.GetProperty("outcome").GetString(), document.GetProperty("safetoretry").GetBoolean()));
        Assert.Empty(_device.Received);
    }

    [Fact]
    public async Task Outcome_ThatWasNotTold_IsToldOnceMoreWithTheSameId()
    {
        var accepted = Accepted();
        await WriteAsync(accepted, Entry(JournalKinds.Sent), Entry(JournalKinds.Confirmed) with { Status = 201 });
        await using var service = await _world.StartAsync();

        var told = await _world.ToldAsync(_device.Id);
        Assert.Equal(201, told.GetProperty("data").GetProperty("status").GetInt32());
        Assert.Equal(DerivedId.Of(accepted.Id, MessageTypes.RequestCompleted), told.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Outcome_ThatWasTold_IsNotToldAgain()
    {
        await WriteAsync(Accepted(), Entry(JournalKinds.Cancelled), Entry(JournalKinds.Reported));
        await using var service = await _world.StartAsync();
        Assert.Equal("cancelled", (await DurableWorld.GetAsync(service, Place)).GetProperty("state").GetString());

        // Another's outcome is told by the same pass, behind it.
        var other = await DurableWorld.AcceptedAsync(service, _device.Id, """{"type":"ask","id":"r-2","ttl":600}""");
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync(other)).StatusCode);
        Assert.Equal("r-2", (await _world.ToldAsync(_device.Id)).GetProperty("requestid").GetString());
    }

    [Fact]
    public async Task TwoInstances_AnswerForEachOtherAndTakeAKeyOnce()
    {
        await using var one = await _world.StartAsync("--Messaging:Instance=one");
        await using var two = await _world.StartAsync("--Messaging:Instance=two");
        var place = await DurableWorld.AcceptedAsync(one, _device.Id, """{"type":"ask","ttl":600,"timeout":60}""");
        Assert.Equal("accepted", (await DurableWorld.GetAsync(two, place)).GetProperty("state").GetString());

        var both = await Task.WhenAll(
            DurableWorld.RequestAsync(one, _device.Id, """{"type":"ask","n":1,"ttl":600,"timeout":60}""", "k"),
            DurableWorld.RequestAsync(two, _device.Id, """{"type":"ask","n":2,"ttl":600,"timeout":60}""", "k"));
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], both.Select(answer => answer.StatusCode).Order());

        _device.Handle = request => _device.ConfirmDurablyAsync(request, 200, "1", Guid.NewGuid().ToString("D"));
        await _world.ConnectAsync(_device);
        await Eventually.True(() => _world.Told(_device.Id).Length == 2, ServiceHost.Patience);
        Assert.Equal(2, _device.Received.Count);
        foreach (var service in new[] { one, two })
        {
            await DurableWorld.IsAsync(service, place, "confirmed");
        }
    }

    [Fact]
    public async Task ManyRequests_OverTwoInstances_EachReachTheirDeviceOnceInOrderAndAreToldOnce()
    {
        const int Each = 20;
        await using var one = await _world.StartAsync("--Messaging:Instance=one");
        await using var two = await _world.StartAsync("--Messaging:Instance=two");
        var devices = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _world.CreateDeviceAsync()));
        await Task.WhenAll(devices.Select(async device =>
        {
            for (var n = 0; n < Each; n++)
            {
                await DurableWorld.AcceptedAsync(n % 2 == 0 ? one : two, device.Id, $$"""{"type":"ask","id":"{{n}}","ttl":600,"timeout":300}""");
            }
        }));

        foreach (var device in devices)
        {
            device.Handle = request => device.ConfirmDurablyAsync(request, 200, "1", Guid.NewGuid().ToString("D"));
            await _world.ConnectAsync(device);
        }

        await Eventually.True(() => devices.All(device => _world.Told(device.Id).Length >= Each), ServiceHost.Patience);
        foreach (var device in devices)
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(n => $"{n}"), device.Received.Select(got => got.Text("id")));
            Assert.Equal(Each, _world.Told(device.Id).Select(told => told.Json.GetProperty("requestid").GetString()).Distinct().Count());
            Assert.All(_world.Told(device.Id), told => Assert.Equal("confirmed", told.Json.GetProperty("data").GetProperty("outcome").GetString()));
            await device.DisposeAsync();
        }
    }

    private JournalEntry Accepted() => Entry(JournalKinds.Accepted) with
    {
        Body = """{"type":"ask"}"""u8.ToArray(),
        Timeout = TimeSpan.FromSeconds(1),
        TimeToLive = TimeSpan.FromHours(1),
    };

    private JournalEntry Entry(string kind) => new(kind, Key, Guid.NewGuid(), DateTimeOffset.UtcNow);

    private async Task WriteAsync(params JournalEntry[] entries)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_world.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        foreach (var entry in entries)
        {
            var message = new Message();
            entry.WriteTo(message);
            await channel.BasicPublishAsync("", Topology.Requests, true, new BasicProperties { Headers = message.Headers, Type = message.Kind }, message.Data);
        }
    }
}
