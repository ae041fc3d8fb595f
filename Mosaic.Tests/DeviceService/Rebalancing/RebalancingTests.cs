using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Mosaic.DeviceService.Rebalancing;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.DeviceService.Rebalancing;

[Collection(RabbitMQTests.Name)]
public sealed class RebalancingTests(RabbitMQFixture broker)
{
    [Fact]
    public async Task Partitions_AreSpreadOverTheInstancesThatLive()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);

        await using (await fleet.JoinAsync("b"))
        {
            await fleet.SharedAsync("b");
            await using (await fleet.JoinAsync("a"))
            {
                await fleet.SharedAsync("a", "b");
                await using var third = await fleet.JoinAsync("c");
                await fleet.SharedAsync("a", "b", "c");
            }

            await fleet.SharedAsync("b");
        }

        fleet.AssertOrder();
    }

    [Fact]
    public async Task Instances_ThatStartTogether_ShareAtOnce()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);

        var instances = await Task.WhenAll(fleet.JoinAsync("a"), fleet.JoinAsync("b"), fleet.JoinAsync("c"));

        await fleet.SharedAsync("a", "b", "c");
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }

        fleet.AssertOrder();
    }

    [Fact]
    public async Task Instance_WhoseConnectionWasLost_GetsItsShareBack()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);
        await using var one = await fleet.JoinAsync("a");
        await using var other = await fleet.JoinAsync("b");
        await fleet.SharedAsync("a", "b");

        // The other takes over meanwhile; nobody has left.
        await one.Services.GetRequiredService<Mosaic.Messaging.Broker>().Consuming.DisposeAsync();
        await fleet.SendAsync();

        await fleet.SharedAsync("a", "b");
        fleet.AssertOrder();
    }

    [Fact]
    public async Task Share_OfAnInstanceThatIsNotThere_IsDeliveredByTheOthers()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);
        await using var instance = await fleet.JoinAsync("b");
        var view = instance.Services.GetRequiredService<Membership>();
        await fleet.SharedAsync("b");

        // As one that was killed: it was heard of until a moment ago.
        await Eventually.True(async () =>
        {
            await fleet.AnnounceAsync("a");
            return view.Count == 2;
        }, ServiceHost.Patience);
        await fleet.SharedAsync("b");

        await Eventually.True(() => view.Count == 1, ServiceHost.Patience);
        await fleet.SharedAsync("b");
        fleet.AssertOrder();
    }

    [Fact]
    public async Task Share_IsShownByTheMetric()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);
        await using var one = await fleet.JoinAsync("a");
        Assert.Equal(8, ShareOf(one));

        await using var other = await fleet.JoinAsync("b");
        await using var third = await fleet.JoinAsync("c");

        await Eventually.True(() => (ShareOf(one), ShareOf(other), ShareOf(third)) == (3, 3, 2), ServiceHost.Patience);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Messages_WhileInstancesComeAndGo_ArriveAllInOrder(int batch)
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var fleet = await Fleet.CreateAsync(host);
        using var enough = new CancellationTokenSource();
        var sending = fleet.SendUntilAsync(enough.Token);
        Dictionary<string, ServiceHost> live = [];

        foreach (var step in "+m +c +x -m +a -c +q -x -a +b -q".Split(' '))
        {
            var (instance, before) = (step[1..], fleet.Delivered.Count);
            if (step[0] == '+')
            {
                live[instance] = await fleet.JoinAsync(instance, $"--Delivery:Batch:MaxMessages={batch}");
                await Eventually.True(() => fleet.Delivered.Any(one => one.Instance == instance), ServiceHost.Patience);
            }
            else
            {
                await live[instance].DisposeAsync();
                live.Remove(instance);
            }

            await Eventually.True(() => fleet.Delivered.Count > before + 500, ServiceHost.Patience);
        }

        await enough.CancelAsync();
        await sending;
        await Eventually.True(() => fleet.IsAllDelivered, ServiceHost.Patience);
        foreach (var instance in live.Values)
        {
            await instance.DisposeAsync();
        }

        fleet.AssertOrder();
    }

    private static int ShareOf(ServiceHost host)
    {
        var share = -1;
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, reader) =>
        {
            if (instrument.Name == "mosaic.delivery.partitions" && instrument.Meter.Scope == meters)
            {
                reader.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => share = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return share;
    }
}
