using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Sharing;

/// <summary>
/// The Device Service instances that deliver, and whose each partition is by that: partition p belongs to the instance
/// at p, modulo their number, in the order of their names. Who knows the same instances comes to the same result.
/// </summary>
internal sealed class LiveInstances
{
    /// <summary>Silent heartbeats after which an instance is taken for gone.</summary>
    internal const int MissedHeartbeats = 3;

    private readonly string _self;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal); // The others.
    private string[] _sorted;
    private long _changedAt;

    public LiveInstances(IOptions<MessagingOptions> messaging, IOptions<SharingOptions> options, TimeProvider time)
    {
        _self = messaging.Value.Instance;
        _heartbeat = options.Value.Heartbeat;
        _time = time;
        _sorted = [_self];
        _changedAt = time.GetTimestamp();
    }

    /// <summary>How many there are, this one included.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _sorted.Length;
        }
    }

    /// <summary>Whether they have been the same for a heartbeat: time enough to hear of everybody.</summary>
    internal bool AreSettled
    {
        get
        {
            lock (_lock) return _time.GetElapsedTime(_changedAt) >= _heartbeat;
        }
    }

    /// <summary>Whether a partition belongs to this instance.</summary>
    internal bool Owns(int partition)
    {
        lock (_lock) return _sorted[partition % _sorted.Length] == _self;
    }

    /// <summary>Takes what another instance says over <see cref="Topology.Control"/>, if it is about this.</summary>
    internal void Take(IReadOnlyBasicProperties message)
    {
        if (message.Headers.Text(ControlKinds.InstanceField) is not { } instance || instance == _self) return;
        lock (_lock)
        {
            if (message.Type == ControlKinds.Consuming)
            {
                var known = _heard.ContainsKey(instance);
                _heard[instance] = _time.GetTimestamp();
                if (!known) Changed();
            }
            else if (message.Type == ControlKinds.Leaving && _heard.Remove(instance))
            {
                Changed();
            }
        }
    }

    /// <summary>Takes instances that have been silent for too long for gone.</summary>
    internal void ForgetSilent()
    {
        lock (_lock)
        {
            foreach (var (instance, at) in _heard.ToArray())
                if (_time.GetElapsedTime(at) > _heartbeat * MissedHeartbeats && _heard.Remove(instance)) Changed();
        }
    }

    private void Changed()
    {
        _sorted = [.. _heard.Keys.Append(_self).Order(StringComparer.Ordinal)];
        _changedAt = _time.GetTimestamp();
    }
}
