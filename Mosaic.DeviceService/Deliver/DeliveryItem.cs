using System.Buffers;
using System.Buffers.Text;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// One message on its way to the Hive Backend. Its buffer holds what is signed: <c>webhook-id.timestamp.body</c>, so that
/// signing and posting need no copy; the timestamp's ten digits are set at each try.
/// </summary>
internal abstract class DeliveryItem
{
    private byte[]? _buffer;

    /// <summary>The device it came from.</summary>
    internal required Guid Device { get; init; }

    /// <summary>The event's <c>id</c>.</summary>
    internal required string Id { get; init; }

    /// <summary>Its AMQP properties.</summary>
    internal required IReadOnlyBasicProperties Properties { get; init; }

    /// <summary>The queue it came from.</summary>
    internal required string Queue { get; init; }

    /// <summary>What waits of that queue.</summary>
    internal required PartitionLoad Load { get; init; }

    /// <summary>What is signed and, behind <see cref="PrefixLength"/>, posted.</summary>
    internal Memory<byte> Signed { get; private set; }

    /// <summary>Where the posted JSON begins in <see cref="Signed"/>.</summary>
    internal int PrefixLength { get; private set; }

    /// <summary>The bytes of the AMQP body: the end of the JSON but for its closing brace, or what its base64 there stands for. Empty when there was none.</summary>
    internal ReadOnlyMemory<byte> Data => _isBinary ? Decode() : Signed.Slice(Signed.Length - 1 - _dataLength, _dataLength);

    /// <summary>The posted JSON.</summary>
    internal ReadOnlyMemory<byte> Json => Signed[PrefixLength..];

    /// <summary>The failed tries.</summary>
    internal int Failures { get; set; }

    /// <summary>When it was first tried, a timestamp of the TimeProvider; meaningful after a failure.</summary>
    internal long FirstTriedAt { get; set; }

    /// <summary>Whether it shares no post: it was in a batch that failed, or is too deep for one.</summary>
    internal bool Alone { get; set; }

    /// <summary>The next message in its lane.</summary>
    internal DeliveryItem? Next { get; set; }

    private int _dataLength;
    private bool _isBinary;

    /// <summary>Cancelled when RabbitMQ is about to get the message back, to deliver it again: nobody is to begin with it any more.</summary>
    internal abstract CancellationToken Returning { get; }

    /// <summary>Cancelled when RabbitMQ has taken the message back to deliver it again.</summary>
    internal abstract CancellationToken ChannelClosed { get; }

    /// <summary>The message is taken care of.</summary>
    internal abstract void Acknowledge();

    /// <summary>The message is left to RabbitMQ to deliver it again.</summary>
    internal abstract void Abandon();

    /// <summary>Hands over an array from the shared pool.</summary>
    /// <param name="rented">The array.</param>
    /// <param name="length">How much of it is <see cref="Signed"/>.</param>
    /// <param name="prefixLength">What stands before the JSON.</param>
    /// <param name="dataLength">The length of the AMQP body.</param>
    /// <param name="isBinary">Whether the body is in base64.</param>
    internal void Own(byte[] rented, int length, int prefixLength, int dataLength, bool isBinary = false)
    {
        _buffer = rented;
        Signed = rented.AsMemory(0, length);
        PrefixLength = prefixLength;
        _dataLength = dataLength;
        _isBinary = isBinary;
    }

    /// <summary>Gives the buffer back. The message is not used any more.</summary>
    internal void Release()
    {
        if (_buffer is not { } buffer) return;
        _buffer = null;
        Signed = default;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private byte[] Decode()
    {
        var text = Base64.GetMaxEncodedToUtf8Length(_dataLength);
        var data = new byte[_dataLength];
        Base64.DecodeFromUtf8(Signed.Span.Slice(Signed.Length - 2 - text, text), data, out _, out _); // Before a quote and a brace.
        return data;
    }
}
