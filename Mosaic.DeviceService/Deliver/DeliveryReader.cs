using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Makes what is posted out of what RabbitMQ delivers. Not thread-safe: each queue has its own.</summary>
internal sealed class DeliveryReader(int partition) : IDisposable
{
    public const int TimestampDigits = 10;

    /// <summary>The length of a UUID as text.</summary>
    public const int WebhookIdLength = 36;

    private const int PrefixLength = WebhookIdLength + 1 + TimestampDigits + 1;

    private readonly RentedBufferWriter _buffer = new();
    private readonly string _queue = Topology.PartitionQueue(partition);
    private readonly PartitionLoad _load = new(partition);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, AmqpJson.WriterOptions);

    /// <summary>Reads a delivery while its buffers are valid.</summary>
    /// <returns>The message; null, with the reason, when it can never be delivered.</returns>
    public DeliveryItem? Read(Delivery delivery, out string reason)
    {
        var headers = delivery.Properties.Headers;
        reason = "";
        if (headers.Uuid(Fields.Device) is not { } device)
        {
            reason = "The header 'device' is not a UUID.";
        }
        else if (headers.Text(Fields.Type) is not { Length: > 0 })
        {
            reason = "The header 'type' is missing.";
        }
        else if (headers.Text(Fields.Id) is not { Length: > 0 } id)
        {
            reason = "The header 'id' is missing.";
        }
        else
        {
            return Write(delivery, device, id, ref reason);
        }

        return null;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }

    private QueuedDelivery? Write(Delivery delivery, Guid device, string id, ref string reason)
    {
        var headers = delivery.Properties.Headers;
        var binary = BinaryData.IsIn(delivery.Properties, delivery.Body.Span);
        _buffer.Clear(); // Of what a fault has left.
        WritePrefix(WebhookSigner.IdOf(headers.Text(Fields.Source) ?? $"/devices/{device}", id));
        int levels;
        try
        {
            _writer.Reset(_buffer);
            levels = MessageWriter.Write(_writer, headers, delivery.Body.Span, binary);
            _writer.Flush();
        }
        catch (Exception e) when (e is AmqpMappingException or JsonException)
        {
            _buffer.Clear();
            reason = e is JsonException ? "The body is not JSON." : e.Message;
            return null;
        }

        var item = new QueuedDelivery(delivery.Receipt)
        {
            Device = device,
            Id = id,
            Properties = delivery.Properties,
            Queue = _queue,
            Load = _load,
            Alone = levels >= MessageLimits.MaxDepth, // The array of a batch would be one level more.
        };
        var written = _buffer.Written;
        item.Own(_buffer.Detach(), written, PrefixLength, delivery.Body.Length, binary);
        return item;
    }

    private void WritePrefix(Guid webhookId)
    {
        var span = _buffer.GetSpan(PrefixLength);
        webhookId.TryFormat(span, out _, "D");
        span[WebhookIdLength] = (byte)'.';
        span[PrefixLength - 1] = (byte)'.';
        _buffer.Advance(PrefixLength);
    }

    /// <summary>A message from one of the partitions' queues.</summary>
    private sealed class QueuedDelivery(DeliveryReceipt receipt) : DeliveryItem
    {
        public override CancellationToken Returning => receipt.Returning;

        public override CancellationToken ChannelClosed => receipt.ChannelClosed;

        public override void Acknowledge() => receipt.Acknowledge();

        public override void Abandon() => receipt.Abandon();
    }
}
