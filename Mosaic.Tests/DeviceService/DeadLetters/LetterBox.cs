using Mosaic.Messaging;
using Mosaic.Tests.Broker;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.DeadLetters;

/// <summary>Puts letters where the service would.</summary>
internal sealed class LetterBox(IConnection connection, IChannel channel) : IAsyncDisposable
{
    internal static async Task<LetterBox> OpenAsync(VirtualHost host)
    {
        var connection = await host.ConnectAsync();
        return new LetterBox(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    internal async Task PutAsync(Guid device, string id, string reason, byte[]? data = null, bool key = true)
    {
        var headers = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["type"] = "t",
            ["device"] = device.ToString("D"),
            ["source"] = $"/devices/{device}",
            ["specversion"] = "1.0",
            ["x-mosaic-reason"] = reason,
        };
        if (key)
        {
            headers["x-mosaic-key"] = Guid.CreateVersion7().ToString("D");
        }

        await channel.BasicPublishAsync("", Topology.DeadLetters, true, new BasicProperties { Headers = headers, DeliveryMode = DeliveryModes.Persistent }, data ?? "1"u8.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
