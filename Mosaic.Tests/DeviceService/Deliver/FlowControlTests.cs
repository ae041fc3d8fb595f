using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;

namespace Mosaic.Tests.DeviceService.Deliver;

public sealed class FlowControlTests
{
    private static readonly Guid Device = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    private readonly PartitionLoad _load = new(3) { Devices = 2 };

    [Fact]
    public async Task Device_WithSoManyWaiting_IsStoppedAndGetsCreditAsTheyAreDelivered()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting - 1);
        Assert.Empty(Orders(bench));

        Add(bench, Device, FlowControl.MaxWaiting, FlowControl.MaxWaiting);
        Assert.Equal([(Device, 0)], Orders(bench));
        Remove(bench, Device, FlowControl.MaxWaiting - 1, 129);
        Assert.Empty(Orders(bench));
        Remove(bench, Device, 128, 100);
        Assert.Equal([(Device, 128)], Orders(bench));

        // What it has credit for counts as waiting, be it in RabbitMQ yet.
        Add(bench, Device, 101, 200);
        Remove(bench, Device, 199, 101);
        Assert.Empty(Orders(bench));
        Remove(bench, Device, 100, 100);
        Assert.Equal([(Device, 128)], Orders(bench));

        // It sends nothing more.
        Remove(bench, Device, 99, 0);
        bench.Flow.Renew();
        Assert.Equal([(Device, null)], Orders(bench));
        Assert.Equal(0, bench.Flow.Count);
    }

    [Fact]
    public async Task Stop_IsSentAgainForMoreThatComesAndWithTime()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting);
        Assert.Equal([(Device, 0)], Orders(bench));

        Add(bench, Device, FlowControl.MaxWaiting + 1, FlowControl.MaxWaiting + 65);
        Assert.Equal([(Device, 0)], Orders(bench));
        bench.Flow.Renew();
        Assert.Equal([(Device, 0)], Orders(bench));
    }

    [Fact]
    public async Task Credit_ThatIsLost_IsGrantedAgain()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting);
        Remove(bench, Device, FlowControl.MaxWaiting - 1, 100);
        Assert.Equal([(Device, 0), (Device, 128)], Orders(bench));

        bench.Flow.Renew();
        Assert.Equal([(Device, 0)], Orders(bench));
        bench.Flow.Renew();
        Assert.Equal([(Device, 0), (Device, 156)], Orders(bench));
    }

    [Fact]
    public async Task Device_WhoseMessagesAreInRabbitMQYet_IsNotSetFree()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting);
        Remove(bench, Device, FlowControl.MaxWaiting - 1, 0);
        _load.Messages = 1000;
        bench.Flow.Renew();

        Assert.Equal(1, bench.Flow.Count);
    }

    [Fact]
    public async Task Devices_ThatFillThePrefetchTogether_HaveAFairShareOfIt()
    {
        await using var bench = Answering();
        _load.Devices = 10;
        _load.Messages = 600; // Of 1,000.

        Add(bench, Device, 1, 49);
        Assert.Empty(Orders(bench));
        Add(bench, Device, 50, 50);
        Assert.Equal([(Device, 0)], Orders(bench));
        Add(bench, Other, 1, 7);
        Assert.Empty(Orders(bench));
    }

    [Fact]
    public async Task Partition_WithAFullPrefetch_BoundsAllItsDevices()
    {
        await using var bench = Answering();
        _load.Devices = 500;
        _load.Messages = 900;
        bench.Flow.Added(Device, 1, _load);
        bench.Flow.Added(Other, 1, _load);
        Assert.Equal([new DeviceFlow(8, Partition: 3)], Flows(bench));

        bench.Flow.Renew();
        Assert.Equal([new DeviceFlow(8, Partition: 3)], Flows(bench));
        _load.Messages = 400;
        bench.Flow.Renew();
        bench.Flow.Renew();
        Assert.Equal([new DeviceFlow(null, Partition: 3)], Flows(bench));
    }

    [Fact]
    public async Task Device_OfAPartitionWithAFullPrefetch_GetsNoCreditUntilThatIsWorkedOff()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting);
        _load.Messages = 1000;
        Add(bench, Other, 1, 1);
        Flows(bench);

        Remove(bench, Device, FlowControl.MaxWaiting - 1, 10);
        Assert.Empty(Flows(bench));
        bench.Flow.Renew();
        Assert.Equal([new DeviceFlow(8, Partition: 3), new DeviceFlow(0)], Flows(bench));
        Remove(bench, Device, 9, 0);
        bench.Flow.Renew();
        Assert.Equal([new DeviceFlow(8, Partition: 3), new DeviceFlow(1)], Flows(bench));

        _load.Messages = 100;
        bench.Flow.Renew();
        Assert.Equal([new DeviceFlow(null, Partition: 3), new DeviceFlow(null)], Flows(bench));
    }

    [Fact]
    public async Task Backend_ThatGoesDown_SetsEverybodyFree()
    {
        await using var bench = Answering();
        Add(bench, Device, 1, FlowControl.MaxWaiting);
        Orders(bench);

        bench.Gate.Report(probe: false, Other, PostAnswer.TimedOut);
        bench.Flow.Renew();
        Assert.Equal([(Device, null)], Orders(bench));
        Add(bench, Other, 1, 1000);
        Assert.Empty(Orders(bench));

        // One device that fails for long is no backend that is down.
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Add(bench, Other, 1001, 1001);
        Assert.Equal([(Other, 0)], Orders(bench));
    }

    private static WorkBench Answering()
    {
        var bench = new WorkBench(workers: 0);
        bench.Gate.Report(probe: false, Device, new PostAnswer(204));
        return bench;
    }

    private void Add(WorkBench bench, Guid device, int from, int to)
    {
        for (var waiting = from; waiting <= to; waiting++)
        {
            bench.Flow.Added(device, waiting, _load);
        }
    }

    private static void Remove(WorkBench bench, Guid device, int from, int to)
    {
        for (var waiting = from; waiting >= to; waiting--)
        {
            bench.Flow.Removed(device, waiting);
        }
    }

    private static List<DeviceFlow> Flows(WorkBench bench)
    {
        var flows = new List<DeviceFlow>();
        while (bench.Flow.TryTake(out var next))
        {
            flows.Add(next.Flow);
        }

        return flows;
    }

    private static List<(Guid, long?)> Orders(WorkBench bench)
    {
        var orders = new List<(Guid, long?)>();
        while (bench.Flow.TryTake(out var next))
        {
            orders.Add((next.Device, next.Flow.Credit));
        }

        return orders;
    }
}
