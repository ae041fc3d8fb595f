using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Messages that share a post: whole lanes or their beginnings, in order. Reused by its worker.</summary>
internal sealed class DeliveryBatch(int maxMessages, int maxBytes) : IDisposable
{
    private readonly RentedBufferWriter _buffer = new();

    /// <summary>The lanes that the messages are from, each with how many.</summary>
    internal List<(DeviceLane Lane, int Count)> Lanes { get; } = [];

    /// <summary>The messages.</summary>
    internal List<DeliveryItem> Items { get; } = [];

    /// <summary>Adds what fits of a lane's messages.</summary>
    internal void Add(DeliveryLanes lanes, DeviceLane lane)
    {
        var before = Items.Count;
        lanes.Collect(lane, Items, Fits);
        Lanes.Add((lane, Items.Count - before));
    }

    /// <summary>Whether another lane's messages may be added.</summary>
    internal bool HasRoom => Items.Count < maxMessages && !(Items.Count == 1 && Items[0].Alone) && Bytes < maxBytes;

    internal void Clear()
    {
        Lanes.Clear();
        Items.Clear();
        _buffer.Clear();
    }

    /// <summary>The post for all of them.</summary>
    internal HivePost ToPost()
    {
        if (Items is [var only])
        {
            return new HivePost(WebhookId.Of(only.Id), HivePost.SingleType, only.Signed, only.PrefixLength,
                HeaderText.Get(only.Properties.Headers, Messaging.Fields.TraceParent), HeaderText.Get(only.Properties.Headers, Messaging.Fields.TraceState));
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

    private int Bytes => Items.Sum(item => item.Json.Length);

    private bool Fits(List<DeliveryItem> items, DeliveryItem item) =>
        items.Count == 0
        || (items.Count < maxMessages && !item.Alone && !items[0].Alone && Bytes + item.Json.Length <= maxBytes);

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }
}
