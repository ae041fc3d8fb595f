using System.Text;
using Mosaic.Tests.Broker;

namespace Mosaic.Tests.WebSocketService;

/// <summary>What strangers do to an open port, and that a device beside them is unharmed.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class AbuseTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Sockets_AThousandIdleAndUnauthenticated_AreClosed4003AndADeviceIsUnharmed()
    {
        await using var host = await service.StartAnotherAsync("--Connections:AuthenticationTimeout=00:00:02");
        await using var device = await host.WelcomedAsync();
        var idle = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => TestDevice.ConnectAsync(host, Guid.NewGuid(), token: null)));

        await AssertUnharmedAsync(device);
        foreach (var stranger in idle)
        {
            Assert.Equal((4003, "authentication_timeout", true), await stranger.ClosedAsync());
            await stranger.DisposeAsync();
        }

        await Eventually.True(() => host.Connections.Count == 1, ServiceHost.Patience);
        await AssertUnharmedAsync(device);
    }

    [Fact]
    public async Task Handshake_ThatNeverEnds_IsCutAndADeviceIsUnharmed()
    {
        await using var device = await service.Host.WelcomedAsync();
        using var stranger = await RawDevice.OpenAsync(service.Host);
        await stranger.Stream.WriteAsync(Encoding.ASCII.GetBytes("GET /ws HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        await AssertUnharmedAsync(device);

        Assert.DoesNotContain("101", (await stranger.ReadToEndAsync()).Split('\r')[0], StringComparison.Ordinal);
        await AssertUnharmedAsync(device);
    }

    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(5000, 10)]
    public async Task Headers_TooManyOrTooLong_AreRefusedAndADeviceIsUnharmed(int count, int length)
    {
        await using var device = await service.Host.WelcomedAsync();
        using var stranger = await RawDevice.OpenAsync(service.Host);
        var bomb = new StringBuilder("GET /ws HTTP/1.1\r\nHost: x\r\n");
        for (var i = 0; i < count; i++)
        {
            bomb.Append("X-Bomb-").Append(i).Append(": ").Append('x', length).Append("\r\n");
        }

        try
        {
            await stranger.Stream.WriteAsync(Encoding.ASCII.GetBytes(bomb.Append("\r\n").ToString()));
        }
        catch (IOException)
        {
            // Cut off already.
        }

        var answer = await stranger.ReadToEndAsync();
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431", StringComparison.Ordinal), answer);
        await AssertUnharmedAsync(device);
    }

    private static async Task AssertUnharmedAsync(TestDevice device)
    {
        var id = Guid.NewGuid().ToString();
        await device.SendAsync($"{{\"type\":\"t\",\"id\":\"{id}\"}}");
        Assert.Equal(id, (await device.ReceiveAsync("ack")).GetProperty("ids")[0].GetString());
    }
}
