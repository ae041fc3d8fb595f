using System.Collections.Concurrent;

namespace Mosaic.DeviceService.Deliver;

/// <summary>
/// Since when the message at the head of a device's lane has been tried in vain. It outlives the delivery: RabbitMQ
/// takes back what stays unacknowledged for long, and its next delivery goes on counting. Touched on failures only.
/// </summary>
internal sealed class TrialMemory
{
    private const int MaxDevices = 100_000;

    private readonly ConcurrentDictionary<Guid, (string Id, long FirstTriedAt, int Failures)> _trials = new();

    /// <summary>Counts a failure of a message that was first tried at <paramref name="firstTriedAt"/>, or before.</summary>
    public void Fail(DeliveryItem item, long firstTriedAt)
    {
        if (item.Failures == 0)
        {
            var known = _trials.TryGetValue(item.Device, out var trial) && trial.Id == item.Id;
            item.FirstTriedAt = known ? trial.FirstTriedAt : firstTriedAt;
            item.Failures = known ? trial.Failures : 0;
        }

        item.Failures++;
        if (_trials.Count < MaxDevices || _trials.ContainsKey(item.Device))
        {
            _trials[item.Device] = (item.Id, item.FirstTriedAt, item.Failures);
        }
    }

    /// <summary>The message has its outcome.</summary>
    public void Forget(DeliveryItem item)
    {
        if (!_trials.IsEmpty)
        {
            _trials.TryRemove(item.Device, out _);
        }
    }
}
