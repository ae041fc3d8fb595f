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
    public required Guid Device { get; init; }

    /// <summary>The event's <c>id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its AMQP properties.</summary>
    public required IReadOnlyBasicProperties Properties { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>What waits of that queue.</summary>
    public required PartitionLoad Load { get; init; }

    /// <summary>What is signed and, behind <see cref="PrefixLength"/>, posted.</summary>
    public Memory<byte> Signed { get; private set; }

    /// <summary>Where the posted JSON begins in <see cref="Signed"/>.</summary>
    public int PrefixLength { get; private set; }

    /// <summary>The bytes of the AMQP body: the end of the JSON but for its closing brace, or what its base64 there stands for. Empty when there was none.</summary>
    public ReadOnlyMemory<byte> Data => _isBinary ? Decode() : Signed.Slice(Signed.Length - 1 - _dataLength, _dataLength);

    /// <summary>The posted JSON.</summary>
    public ReadOnlyMemory<byte> Json => Signed[PrefixLength..];

    /// <summary>The failed tries.</summary>
    public int Failures { get; set; }

    /// <summary>When it was first tried, a timestamp of the TimeProvider; meaningful after a failure.</summary>
    public long FirstTriedAt { get; set; }

    /// <summary>Whether it shares no post: it was in a batch that failed, or is too deep for one.</summary>
    public bool Alone { get; set; }

    /// <summary>The next message in its lane.</summary>
    public DeliveryItem? Next { get; set; }

    private int _dataLength;
    private bool _isBinary;

    /// <summary>Cancelled when RabbitMQ is about to get the message back, to deliver it again: nobody is to begin with it any more.</summary>
    public abstract CancellationToken Returning { get; }

    /// <summary>Cancelled when RabbitMQ has taken the message back to deliver it again.</summary>
    public abstract CancellationToken ChannelClosed { get; }

    /// <summary>The message is taken care of.</summary>
    public abstract void Acknowledge();

    /// <summary>The message is left to RabbitMQ to deliver it again.</summary>
    public abstract void Abandon();

    /// <summary>Hands over an array from the shared pool.</summary>
    /// <param name="rented">The array.</param>
    /// <param name="length">How much of it is <see cref="Signed"/>.</param>
    /// <param name="prefixLength">What stands before the JSON.</param>
    /// <param name="dataLength">The length of the AMQP body.</param>
    /// <param name="isBinary">Whether the body is in base64.</param>
    public void Own(byte[] rented, int length, int prefixLength, int dataLength, bool isBinary = false)
    {
        _buffer = rented;
        Signed = rented.AsMemory(0, length);
        PrefixLength = prefixLength;
        _dataLength = dataLength;
        _isBinary = isBinary;
    }

    /// <summary>Gives the buffer back. The message is not used any more.</summary>
    public void Release()
    {
        if (_buffer is not { } buffer)
        {
            return;
        }

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
