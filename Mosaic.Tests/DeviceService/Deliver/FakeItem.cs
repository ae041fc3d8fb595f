using System.Text;
using Mosaic.DeviceService.Deliver;
using RabbitMQ.Client;

namespace Mosaic.Tests.DeviceService.Deliver;

/// <summary>A message that no RabbitMQ delivered.</summary>
internal sealed class FakeItem : DeliveryItem
{
    private static readonly PartitionLoad TheirLoad = new(0);

    private readonly CancellationTokenSource _returning = new();
    private readonly CancellationTokenSource _closed = new();

    internal bool Acknowledged { get; private set; }

    internal bool Abandoned { get; private set; }

    public override CancellationToken Returning => _returning.Token;

    public override CancellationToken ChannelClosed => _closed.Token;

    internal static FakeItem Create(Guid device, string id, string data = "1")
    {
        var item = new FakeItem { Device = device, Id = id, Queue = "q", Load = TheirLoad, Properties = new BasicProperties() };
        var prefix = $"{WebhookSigner.IdOf($"/devices/{device}", id)}.0000000000.";
        var bytes = Encoding.UTF8.GetBytes($$"""{{prefix}}{"id":"{{id}}","data":{{data}}}""");
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(rented, 0);
        item.Own(rented, bytes.Length, prefix.Length, dataLength: data.Length);
        return item;
    }

    internal void CloseChannel()
    {
        TakeBack();
        _closed.Cancel();
    }

    /// <summary>The channel is about to be closed.</summary>
    internal void TakeBack() => _returning.Cancel();

    public override void Acknowledge() => Acknowledged = true;

    public override void Abandon() => Abandoned = true;
}
