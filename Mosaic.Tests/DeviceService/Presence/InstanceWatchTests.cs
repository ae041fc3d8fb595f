using Mosaic.Messaging;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Presence;

/// <summary>What the watching instance makes of what was said, most of it before it started: that is what it finds after all were killed.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class InstanceWatchTests(RabbitMQFixture rabbitMQ) : IAsyncLifetime
{
    private VirtualHost _host = null!;
    private ControlSpeaker _others = null!;
    private FakeHive _hive = null!;

    public async Task InitializeAsync()
    {
        _host = await rabbitMQ.CreateVirtualHostAsync();
        _others = await ControlSpeaker.StartAsync(_host);
        _hive = await FakeHive.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _hive.DisposeAsync();
        await _others.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_OfAnInstanceThatDiedBeforeTheServiceStarted_AreToldAsLost()
    {
        var session = await _others.BeginAsync("ws-1", 7);
        var back = await _others.BeginAsync("ws-1", 8);
        await _others.BeginAsync("ws-2", 9, back.Device);
        await using var service = await StartAsync();

        await Eventually.True(() => _hive.Of(session.Device).Length == 1, ServiceHost.Patience);
        var told = _hive.Of(session.Device).Single().Json;
        Assert.Equal("mosaic.device.disconnected", told.GetProperty("type").GetString());
        Assert.Equal((session.Session, "0000000000000007"), (told.GetProperty("session").GetGuid(), told.GetProperty("epoch").GetString()));
        Assert.Equal(("instance_lost", "ws-1"), (told.GetProperty("data").GetProperty("reason").GetString(), told.GetProperty("data").GetProperty("instance").GetString()));
        await _others.SayAsync(new InstanceLife("ws-2", 1).WriteTo);
        await Eventually.True(() => _others.Count(ControlKinds.Told) > 0, ServiceHost.Patience);
        Assert.DoesNotContain(_hive.Of(back.Device), delivery => delivery.Json.GetProperty("epoch").GetString() == "0000000000000008");
    }

    [Fact]
    public async Task Loss_ThatWasSaidAndNotTold_IsToldByTheNextWatch()
    {
        var session = await _others.BeginAsync("ws-1", 7);
        await LoseAsync(ControlKinds.Lost, 7);
        await using var service = await StartAsync();

        await Eventually.True(() => _hive.Of(session.Device).Length == 1, ServiceHost.Patience);
        await Eventually.True(() => _others.Count(ControlKinds.Told) == 1, ServiceHost.Patience);
        var first = _hive.Of(session.Device).Single().Id;

        // As if it had been killed before it could say so: the same event again, by which the backend knows the repeat.
        var again = new Message();
        PresenceEvent.Write(again, session with { Ended = DisconnectReasons.InstanceLost });
        Assert.Equal(first, again.Id);
    }

    [Fact]
    public async Task Loss_ThatWasTold_IsNotToldAgain()
    {
        var session = await _others.BeginAsync("ws-1", 7);
        await LoseAsync(ControlKinds.Lost, 7);
        await LoseAsync(ControlKinds.Told, 7);
        await using var service = await StartAsync();

        // Between the second mark and the third it has looked, with all of the log read.
        await _others.HearAsync(ControlKinds.Watch, 3);
        Assert.Empty(_hive.Of(session.Device));
        Assert.False((await service.GetAsync($"/devices/{session.Device}")).GetProperty("connected").GetBoolean());
    }

    [Fact]
    public async Task Session_ThatComesBackAfterItsLoss_IsSaidToBeOverAgain()
    {
        var session = await _others.BeginAsync("ws-1", 7);
        await LoseAsync(ControlKinds.Lost, 7);
        await LoseAsync(ControlKinds.Told, 7);
        await _others.SayAsync(session.WriteTo);
        await using var service = await StartAsync();

        await Eventually.True(() => _others.Count(ControlKinds.Lost) == 2, ServiceHost.Patience);
        var loss = InstanceLoss.Read(_others.Heard.Last(said => said.Type == ControlKinds.Lost))!;
        Assert.Equal(("ws-1", 7L), (loss.Instance, loss.Epoch));
    }

    [Fact]
    public async Task Sessions_OfAnEarlierInstanceOfTheSameName_AreLost()
    {
        var session = await _others.BeginAsync("ws-1", 7);
        var live = await _others.BeginAsync("ws-1", 9);
        await _others.SayAsync(new InstanceLife("ws-1", 8).WriteTo);
        await using var service = await StartAsync();

        await Eventually.True(() => _hive.Of(session.Device).Length == 1, ServiceHost.Patience);
        Assert.Empty(_hive.Of(live.Device));
    }

    private Task<ServiceHost> StartAsync() => ServiceHost.StartAsync(_host.ConnectionString, _hive.Address);

    private Task LoseAsync(string kind, long epoch) => _others.SayAsync(message => new InstanceLoss("ws-1", epoch, DateTimeOffset.UtcNow).WriteTo(message, kind));
}
