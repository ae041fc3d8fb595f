using System.Net.WebSockets;
using System.Text;
using Mosaic.Tests.Broker;
using Mosaic.Tests.WebSocketService;
using Sockets = Mosaic.Tests.WebSocketService.ServiceHost;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>Both services with one partition, which all devices share.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class FairnessTests(RabbitMQFixture broker) : IAsyncLifetime
{
    private static readonly string Filler = new('x', 500);

    private readonly CancellationTokenSource _over = new();
    private VirtualHost _host = null!;
    private FakeHive _hive = null!;
    private Sockets _sockets = null!;
    private ServiceHost _service = null!;

    public async Task InitializeAsync()
    {
        _host = await broker.CreateVirtualHostAsync();
        _hive = await FakeHive.StartAsync();
        _sockets = await Sockets.StartAsync(_host, new TestIssuer());
        _service = await ServiceHost.StartAsync(_host.ConnectionString, _hive.Address, "--Messaging:Partitions=1");
    }

    public async Task DisposeAsync()
    {
        _over.Dispose();
        await _service.DisposeAsync();
        await _sockets.DisposeAsync();
        await _hive.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Devices_OfThePartitionOfOthersThatFlood_GoOn(int flooders)
    {
        _hive.Answer = async (_, context) =>
        {
            await Task.Delay(20); // What the backend takes for a message.
            context.Response.StatusCode = 204;
        };
        var flooding = Task.WhenAll((await ConnectAsync(flooders)).Select(FloodAsync));
        var others = await ConnectAsync(7);

        // Each sends its next message when the backend has the last: rounds that a backlog of others would stretch.
        await Task.WhenAll(others.Select(async device =>
        {
            for (var n = 0; n < 20; n++)
            {
                await device.SendAsync($$"""{"type":"other","id":"{{n}}"}""");
                await Eventually.True(() => Messages(device.Id).Length > n, ServiceHost.Patience);
            }
        })).WaitAsync(ServiceHost.Patience);

        Assert.False(flooding.IsCompleted);
        await _over.CancelAsync();
        var sent = await flooding;
        Assert.All(sent, count => Assert.True(count > 300));
    }

    [Fact]
    public async Task Device_ThatWasSlowed_LosesNothingAndGoesOn()
    {
        _hive.Answer = async (_, context) =>
        {
            await Task.Delay(2);
            context.Response.StatusCode = 204;
        };
        await using var device = await _sockets.WelcomedAsync();
        const int Count = 1500; // Several times what may wait.

        var acked = CountAcksAsync(device, Count);
        for (var n = 0; n < Count; n++)
        {
            await device.SendAsync($$"""{"type":"many","id":"{{n}}"}""");
        }

        await acked.WaitAsync(ServiceHost.Patience);
        await Eventually.True(() => Messages(device.Id).Length == Count, ServiceHost.Patience);
        Assert.Equal(Enumerable.Range(0, Count).Select(n => $"{n}"), Messages(device.Id));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(null)]
    public async Task Nobody_IsSlowedWhileTheBackendIsDown(int? status)
    {
        _hive.Answer = async (_, context) =>
        {
            if (status is null)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                context.Response.StatusCode = status.Value;
            }
        };
        await using var device = await _sockets.WelcomedAsync();
        const int Count = 3000;

        var acked = CountAcksAsync(device, Count);
        for (var n = 0; n < Count; n++)
        {
            await device.SendAsync($$"""{"type":"many","id":"{{n}}"}""");
        }

        await acked.WaitAsync(ServiceHost.Patience);
    }

    private async Task<TestDevice[]> ConnectAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _sockets.WelcomedAsync()));

    /// <summary>The ids of what has arrived of a device, without its presence.</summary>
    private string[] Messages(Guid device) =>
        [.. _hive.Of(device).Where(delivery => !delivery.Json.GetProperty("type").GetString()!.StartsWith("mosaic.", StringComparison.Ordinal)).Select(delivery => delivery.Id)];

    /// <returns>How many were sent until the test was over.</returns>
    private async Task<int> FloodAsync(TestDevice device)
    {
        _ = CountAcksAsync(device, int.MaxValue);
        for (var sent = 0; ; sent++)
        {
            try
            {
                await device.Socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"flood","id":"{{sent}}","data":"{{Filler}}"}"""), WebSocketMessageType.Text, true, _over.Token);
            }
            catch (OperationCanceledException)
            {
                return sent;
            }
        }
    }

    private static async Task CountAcksAsync(TestDevice device, int count)
    {
        for (var acked = 0; acked < count;)
        {
            acked += (await device.ReceiveAsync("ack")).GetProperty("ids").GetArrayLength();
        }
    }
}
