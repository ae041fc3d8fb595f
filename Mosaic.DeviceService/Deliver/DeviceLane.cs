namespace Mosaic.DeviceService.Deliver;

/// <summary>The messages of one device that wait to be posted, in order. Guarded by the lock of <see cref="DeliveryLanes"/>.</summary>
internal sealed class DeviceLane(Guid device, PartitionLoad load)
{
    private DeliveryItem? _head;
    private DeliveryItem? _tail;

    /// <summary>The device.</summary>
    public Guid Device { get; } = device;

    /// <summary>What waits of its partition.</summary>
    public PartitionLoad Load { get; } = load;

    /// <summary>How many messages at its head are being posted; they stay until their outcome is known.</summary>
    public int Taken { get; set; }

    /// <summary>How many messages there are.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => _head is null;

    public void Add(DeliveryItem item)
    {
        if (_tail is null)
        {
            _head = item;
        }
        else
        {
            _tail.Next = item;
        }

        _tail = item;
        Count++;
    }

    /// <summary>The first message, if any.</summary>
    public DeliveryItem? Head => _head;

    /// <summary>Takes the first message out.</summary>
    public void RemoveHead()
    {
        _head = _head!.Next;
        Count--;
        if (_head is null)
        {
            _tail = null;
        }
    }

    /// <summary>Takes out every message, but those being posted, that RabbitMQ takes back.</summary>
    /// <returns>How many.</returns>
    public int RemoveReturned()
    {
        var items = _head;
        _head = _tail = null;
        Count = 0;
        var removed = 0;
        for (var index = 0; items is { } item; index++)
        {
            items = item.Next;
            item.Next = null;
            if (index >= Taken && item.Returning.IsCancellationRequested)
            {
                item.Abandon();
                item.Release();
                removed++;
            }
            else
            {
                Add(item);
            }
        }

        return removed;
    }
}

/// <summary>What waits here of one partition. Guarded by the lock of <see cref="DeliveryLanes"/>.</summary>
internal sealed class PartitionLoad(int partition)
{
    /// <summary>The partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>How many messages.</summary>
    public int Messages { get; set; }

    /// <summary>Of how many devices.</summary>
    public int Devices { get; set; }
}
