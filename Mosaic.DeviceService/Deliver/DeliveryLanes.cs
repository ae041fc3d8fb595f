using System.Threading.Channels;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// A lane for each device with messages to post. A lane is always in exactly one place: ready, in the hands of one
/// worker, or postponed; so a device's messages are posted one after the other, and devices side by side.
/// </summary>
internal sealed class DeliveryLanes(FlowControl flow, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, DeviceLane> _lanes = [];
    private readonly Channel<DeviceLane> _ready = Channel.CreateUnbounded<DeviceLane>(); // Bounded by the prefetch of the queues.
    private int _messages;

    /// <summary>How many devices have messages here.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _lanes.Count;
            }
        }
    }

    /// <summary>How many messages are here.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Puts a message behind its device's others; one that RabbitMQ takes back already goes nowhere.</summary>
    public void Add(DeliveryItem item)
    {
        DeviceLane? fresh = null;
        lock (_lock)
        {
            // In the lock, so that either this sees it or the DropReturned that it brings about sees the message.
            if (item.Returning.IsCancellationRequested)
            {
                item.Abandon();
                item.Release();
                return;
            }

            if (!_lanes.TryGetValue(item.Device, out var lane))
            {
                _lanes[item.Device] = lane = fresh = new DeviceLane(item.Device, item.Load);
                lane.Load.Devices++;
            }

            lane.Add(item);
            lane.Load.Messages++;
            _messages++;
            flow.Added(lane.Device, lane.Count, lane.Load);
        }

        if (fresh is not null)
        {
            _ready.Writer.TryWrite(fresh);
        }
    }

    /// <summary>Waits for a lane that is ready. The caller ends with <see cref="Release"/> or <see cref="PostponeAsync"/>.</summary>
    public ValueTask<DeviceLane> TakeAsync(CancellationToken cancellationToken) => _ready.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes a lane if one is ready.</summary>
    public bool TryTake(out DeviceLane? lane) => _ready.Reader.TryRead(out lane);

    /// <summary>
    /// Takes messages from the head of a lane as long as <paramref name="takes"/> says that it takes the next. They stay in the lane until
    /// <see cref="RemoveHead"/>. What RabbitMQ takes back is left out: it comes again.
    /// </summary>
    public void Collect(DeviceLane lane, List<DeliveryItem> items, Func<DeliveryItem, bool> takes)
    {
        lock (_lock)
        {
            RemoveReturned(lane);
            for (var item = lane.Head; item is not null && takes(item); item = item.Next)
            {
                items.Add(item);
                lane.Taken++;
            }
        }
    }

    /// <summary>The lane's first message has its outcome.</summary>
    public void RemoveHead(DeviceLane lane)
    {
        lock (_lock)
        {
            lane.RemoveHead();
            if (lane.Taken > 0)
            {
                lane.Taken--;
            }

            Removed(lane, 1);
        }
    }

    /// <summary>Gives a lane back: ready again if it has messages, otherwise gone.</summary>
    public void Release(DeviceLane lane)
    {
        lock (_lock)
        {
            GiveUp(lane);
            if (lane.IsEmpty)
            {
                _lanes.Remove(lane.Device);
                lane.Load.Devices--;
                return;
            }
        }

        _ready.Writer.TryWrite(lane);
    }

    /// <summary>Gives a lane back after a while.</summary>
    public async Task PostponeAsync(DeviceLane lane, TimeSpan delay, CancellationToken stopping)
    {
        lock (_lock)
        {
            GiveUp(lane);
        }

        await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            Release(lane);
        }
    }

    /// <summary>Drops what RabbitMQ takes back, so that it does not pile up behind a Hive Backend that is down.</summary>
    public void DropReturned()
    {
        lock (_lock)
        {
            foreach (var lane in _lanes.Values)
            {
                RemoveReturned(lane);
            }
        }
    }

    // A message that failed while its channel was about to end is not kept for another try: the end waits for it.
    private void GiveUp(DeviceLane lane)
    {
        lane.Taken = 0;
        if (lane.Head is { Returning.IsCancellationRequested: true })
        {
            RemoveReturned(lane);
        }
    }

    private void RemoveReturned(DeviceLane lane)
    {
        if (lane.RemoveReturned() is > 0 and var removed)
        {
            Removed(lane, removed);
        }
    }

    private void Removed(DeviceLane lane, int messages)
    {
        lane.Load.Messages -= messages;
        _messages -= messages;
        flow.Removed(lane.Device, lane.Count);
    }
}
