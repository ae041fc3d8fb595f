using System.Text.Json;
using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Tests.WebSocketService.Relay;

/// <summary>From RabbitMQ to a device.</summary>
[Collection(RabbitMQTests.Name)]
public sealed class DownlinkTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Message_ToTheDevice_ArrivesWithItsDataByteForByte()
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", "{ \"a\" :1.0E1 }"u8.ToArray());

        var message = (await device.ReadAsync())!;
        Assert.EndsWith(""","data":{ "a" :1.0E1 }}""", message, StringComparison.Ordinal);

        // RabbitMQ 4 hands the fields on in another order than it got them.
        var fields = JsonDocument.Parse(message).RootElement.EnumerateObject().Where(field => field.Name != "data");
        Assert.Equal(
            [$"device: {device.Id}", "id: m-1", "kind: event", "type: org.example.set"],
            fields.Select(field => $"{field.Name}: {field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_AsSoonAsTheDeviceIsBound_IsShownBehindTheWelcome()
    {
        var id = Guid.NewGuid();
        await using var connection = await service.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var routed = Eventually.True(() => IsRoutedAsync(channel, id), ServiceHost.Patience);
        await using var device = await service.Host.ConnectAsync(id);

        Assert.Contains("\"welcome\"", await device.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"m-1\"", await device.ReadAsync(), StringComparison.Ordinal);
        await routed;
    }

    [Fact]
    public async Task Message_ToTheDeviceThatIsNoJson_IsDroppedAndTheNextArrives()
    {
        await using var device = await service.Host.WelcomedAsync();
        await service.PublishAsync(device.Id, Kinds.Event, "m-1", "{ half"u8.ToArray());
        await service.PublishAsync(device.Id, Kinds.Event, "m-2", "2"u8.ToArray());

        Assert.Equal("m-2", (await device.ReceiveAsync("event")).GetProperty("id").GetString());
    }

    private static async Task<bool> IsRoutedAsync(IChannel channel, Guid device)
    {
        try
        {
            await channel.BasicPublishAsync(Topology.HiveToDevice, Topology.DeviceKey(device), mandatory: true,
                new BasicProperties { Type = Kinds.Event, MessageId = "m-1", Headers = new Dictionary<string, object?> { ["kind"] = "event", ["id"] = "m-1" } }, default(ReadOnlyMemory<byte>));
            return true;
        }
        catch (PublishException returned) when (returned.IsReturn)
        {
            return false;
        }
    }
}
