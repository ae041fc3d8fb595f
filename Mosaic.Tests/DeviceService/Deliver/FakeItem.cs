using System.Text;
using Mosaic.DeviceService.Deliver;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>A message that no RabbitMQ delivered.</summary>
internal sealed class FakeItem : DeliveryItem
{
    private readonly CancellationTokenSource _closed = new();

    internal bool Acknowledged { get; private set; }

    internal override CancellationToken ChannelClosed => _closed.Token;

    internal static FakeItem Create(Guid device, string id)
    {
        var item = new FakeItem { Device = device, Id = id, Queue = "q", Properties = new BasicProperties() };
        var prefix = $"{id}.0000000000.";
        var bytes = Encoding.UTF8.GetBytes($$"""{{prefix}}{"id":"{{id}}","data":1}""");
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented, 0);
        item.Own(rented, bytes.Length, prefix.Length, dataLength: 1);
        return item;
    }

    internal void CloseChannel() => _closed.Cancel();

    internal override void Acknowledge() => Acknowledged = true;
}
