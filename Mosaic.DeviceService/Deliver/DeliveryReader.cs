using System.Text;
using System.Text.Json;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Makes what is posted out of what RabbitMQ delivers. Not thread-safe: each queue has its own.</summary>
internal sealed class DeliveryReader(string queue) : IDisposable
{
    internal const int TimestampDigits = 10;

    private readonly RentedBufferWriter _buffer = new();
    private readonly Utf8JsonWriter _writer = new(Stream.Null, AmqpJson.WriterOptions);

    /// <summary>Reads a delivery while its buffers are valid.</summary>
    /// <returns>The message; null, with the reason, when it can never be delivered.</returns>
    internal DeliveryItem? Read(Delivery delivery, out string reason)
    {
        var headers = delivery.Properties.Headers;
        reason = "";
        if (headers.Uuid(Fields.Device) is not { } device) reason = "The header 'device' is not a UUID.";
        else if (headers.Text(Fields.Type) is not { Length: > 0 }) reason = "The header 'type' is missing.";
        else if (headers.Text(Fields.Id) is not { Length: > 0 } id) reason = "The header 'id' is missing.";
        else return Write(delivery, device, id, ref reason);
        return null;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }

    private QueuedDelivery? Write(Delivery delivery, Guid device, string id, ref string reason)
    {
        bool binary;
        _buffer.Clear(); // Of what a fault has left.
        var prefix = WritePrefix(WebhookId.Of(id));
        try
        {
            _writer.Reset(_buffer);
            binary = MessageWriter.Write(_writer, delivery.Properties, delivery.Body.Span);
            _writer.Flush();
        }
        catch (Exception e) when (e is AmqpMappingException or JsonException)
        {
            _buffer.Clear();
            reason = e is JsonException ? "The body is not JSON." : e.Message;
            return null;
        }

        var item = new QueuedDelivery(delivery.Receipt) { Device = device, Id = id, Properties = delivery.Properties, Queue = queue };
        var written = _buffer.Written;
        item.Own(_buffer.Detach(), written, prefix, delivery.Body.Length, binary);
        return item;
    }

    private int WritePrefix(string webhookId)
    {
        var length = webhookId.Length + 1 + TimestampDigits + 1;
        var span = _buffer.GetSpan(length);
        Encoding.ASCII.GetBytes(webhookId, span);
        span[webhookId.Length] = (byte)'.';
        span[length - 1] = (byte)'.';
        _buffer.Advance(length);
        return length;
    }
}
