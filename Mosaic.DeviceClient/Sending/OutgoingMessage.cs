using System.Buffers;

namespace Mosaic.Devices;

/// <summary>A message as bytes on its way out, in a pooled buffer that goes back once it is acked, or sent when it has no id.</summary>
internal sealed class OutgoingMessage
{
    private byte[]? _buffer;
    private readonly int _length;

    public OutgoingMessage(byte[] buffer, int length, string? id, bool urgent = false)
    {
        _buffer = buffer;
        _length = length;
        Id = id;
        Urgent = urgent;
        Node = new LinkedListNode<OutgoingMessage>(this);
    }

    public string? Id { get; }

    /// <summary>Whether it goes past the bounds: an answer must not wait behind the device's own events for room.</summary>
    public bool Urgent { get; }

    /// <summary>How often the service refused it for now.</summary>
    public int Refusals { get; set; }

    public LinkedListNode<OutgoingMessage> Node { get; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Set under the outbox's lock while the socket reads the buffer.</summary>
    public bool InFlight { get; set; }

    /// <summary>Set under the outbox's lock when the outcome came while <see cref="InFlight"/>.</summary>
    public bool Settled { get; set; }

    /// <summary>Completed when there was room for it; only set for one that had to wait.</summary>
    public TaskCompletionSource? Room { get; set; }

    /// <summary>Completed by the ack or nack; only set where a caller waits for it.</summary>
    public TaskCompletionSource<SendResult>? Outcome { get; set; }

    public void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
