using Mosaic.Tests.Broker;
using Mosaic.Tests.WebSocketService;
using DevicePort = Mosaic.Tests.WebSocketService.ServiceHost;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>Both services with one partition, so that all devices share it.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class FairnessTests(RabbitMQFixture broker)
{
    private const int Flood = 100_000; // More than is sent while the others need the backend.

    [Fact]
    public async Task Devices_OfThePartitionOfOneThatFloods_GoOn()
    {
        await using var host = await broker.CreateVirtualHostAsync();
        await using var hive = await FakeHive.StartAsync();
        hive.Answer = async (_, context) =>
        {
            await Task.Delay(20);
            context.Response.StatusCode = 204;
        };
        await using var sockets = await DevicePort.StartAsync(host, new TestIssuer());
        await using var service = await ServiceHost.StartAsync(host.ConnectionString, hive.Address, "--Messaging:Partitions=1");
        await using var flooder = await sockets.WelcomedAsync();
        var others = new List<TestDevice>();
        for (var i = 0; i < 7; i++) others.Add(await sockets.WelcomedAsync());

        using var over = new CancellationTokenSource();
        var reading = ReadAsync(flooder);
        var flooding = FloodAsync(flooder, over.Token);

        // Each sends its next message when the backend has the last: 20 rounds that no backlog of another may stretch.
        await Task.WhenAll(others.Select(async device =>
        {
            for (var n = 0; n < 20; n++)
            {
                await device.SendAsync($$"""{"type":"other","id":"{{n}}"}""");
                await Eventually.True(() => Messages(hive, device.Id) > n, ServiceHost.Patience);
            }
        })).WaitAsync(ServiceHost.Patience);

        Assert.False(flooding.IsCompleted);
        await over.CancelAsync();
        var sent = await flooding;
        System.Console.WriteLine($"sent {sent}, delivered {Messages(hive, flooder.Id)}");
        foreach (var device in others) await device.DisposeAsync();
    }

    private static int Messages(FakeHive hive, Guid device) => hive.Of(device).Count(delivery => delivery.Json.GetProperty("type").GetString() is "other" or "flood");

    private static async Task<int> FloodAsync(TestDevice device, CancellationToken over)
    {
        var sent = 0;
        for (; sent < Flood && !over.IsCancellationRequested; sent++)
        {
            try { await device.Socket.SendAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"flood","id":"{{sent}}"}""").AsMemory(), System.Net.WebSockets.WebSocketMessageType.Text, true, over); }
            catch (OperationCanceledException) { break; }
        }
        return sent;
    }

    private static async Task ReadAsync(TestDevice device)
    {
        try
        {
            while (await device.ReadAsync() is not null)
            {
                // Its acks.
            }
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Over.
        }
    }
}
