using System.Text;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Messages that share a post: whole lanes or their beginnings, in order. Reused by its worker.</summary>
internal sealed class DeliveryBatch(int maxMessages, int maxBytes) : IDisposable
{
    private readonly RentedBufferWriter _buffer = new();
    private int _bytes;

    /// <summary>The lanes that the messages are from, each with how many.</summary>
    public List<(DeviceLane Lane, int Count)> Lanes { get; } = [];

    /// <summary>The messages.</summary>
    public List<DeliveryItem> Items { get; } = [];

    /// <summary>Adds what fits of a lane's messages.</summary>
    /// <returns>False when nothing did: the lane is none of the batch's.</returns>
    public bool TryAdd(DeliveryLanes lanes, DeviceLane lane)
    {
        var before = Items.Count;
        lanes.Collect(lane, Items, Takes);
        if (Items.Count == before)
        {
            return false;
        }

        Lanes.Add((lane, Items.Count - before));
        return true;
    }

    /// <summary>Whether another lane's messages may be added.</summary>
    public bool HasRoom => Items.Count < maxMessages && !(Items.Count == 1 && Items[0].Alone) && _bytes < maxBytes;

    public void Clear()
    {
        Lanes.Clear();
        Items.Clear();
        _bytes = 0;
        _buffer.Clear();
    }

    /// <summary>The post for all of them.</summary>
    public HivePost ToPost()
    {
        if (Items is [var only])
        {
            return new HivePost(Encoding.ASCII.GetString(only.Signed.Span[..DeliveryReader.WebhookIdLength]), HivePost.SingleType, only.Signed, only.PrefixLength,
                only.Properties.Headers.Text(Fields.TraceParent), only.Properties.Headers.Text(Fields.TraceState));
        }

        // A batch that fails is taken apart, so its id never goes with another try.
        var id = Guid.CreateVersion7().ToString("D");
        Write(Encoding.ASCII.GetBytes($"{id}.{new string('0', DeliveryReader.TimestampDigits)}."));
        var prefix = _buffer.Written;
        for (var i = 0; i < Items.Count; i++)
        {
            Write(i == 0 ? "["u8 : ","u8);
            Write(Items[i].Json.Span);
        }

        Write("]"u8);
        return new HivePost(id, HivePost.BatchType, _buffer.WrittenMemory, prefix);
    }

    public void Dispose() => _buffer.Dispose();

    private bool Takes(DeliveryItem item)
    {
        var fits = Items.Count == 0 || (Items.Count < maxMessages && !item.Alone && !Items[0].Alone && _bytes + item.Json.Length <= maxBytes);
        if (fits)
        {
            _bytes += item.Json.Length;
        }

        return fits;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }
}
