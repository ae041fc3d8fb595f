using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.Rebalancing;

/// <summary>
/// The Device Service instances that deliver, and which of them owns each partition: partition p belongs to the instance at p, modulo
/// their number, in the order of their names. Instances with the same membership compute the same owners.
/// </summary>
internal sealed class Membership
{
    /// <summary>Missed heartbeats after which an instance counts as gone.</summary>
    public const int MissedHeartbeats = 3;

    private readonly string _self;
    private readonly TimeSpan _heartbeat;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _seenAt = new(StringComparer.Ordinal); // The others.
    private string[] _sorted;
    private long _changedAt;

    public Membership(IOptions<MessagingOptions> messaging, IOptions<RebalancingOptions> options, TimeProvider time)
    {
        _self = messaging.Value.Instance;
        _heartbeat = options.Value.Heartbeat;
        _time = time;
        _sorted = [_self];
        _changedAt = time.GetTimestamp();
    }

    /// <summary>How many there are, this one included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sorted.Length;
            }
        }
    }

    /// <summary>Whether they have been the same for a heartbeat: time enough for a heartbeat of everybody.</summary>
    public bool AreSettled
    {
        get
        {
            lock (_lock)
            {
                return _time.GetElapsedTime(_changedAt) >= _heartbeat;
            }
        }
    }

    /// <summary>Whether a partition belongs to this instance.</summary>
    public bool Owns(int partition)
    {
        lock (_lock)
        {
            return _sorted[partition % _sorted.Length] == _self;
        }
    }

    /// <summary>Takes what another instance publishes over <see cref="Topology.Control"/>, if it is about this.</summary>
    public void Take(IReadOnlyBasicProperties message)
    {
        if (message.Headers.Text(ControlKinds.InstanceField) is not { } instance || instance == _self)
        {
            return;
        }

        lock (_lock)
        {
            if (message.Type == ControlKinds.Consuming)
            {
                var known = _seenAt.ContainsKey(instance);
                _seenAt[instance] = _time.GetTimestamp();
                if (!known)
                {
                    Changed();
                }
            }
            else if (message.Type == ControlKinds.Leaving && _seenAt.Remove(instance))
            {
                Changed();
            }
        }
    }

    /// <summary>Removes instances that have been silent for too long.</summary>
    public void ForgetSilent()
    {
        lock (_lock)
        {
            foreach (var (instance, at) in _seenAt.ToArray())
            {
                if (_time.GetElapsedTime(at) > _heartbeat * MissedHeartbeats && _seenAt.Remove(instance))
                {
                    Changed();
                }
            }
        }
    }

    private void Changed()
    {
        _sorted = [.. _seenAt.Keys.Append(_self).Order(StringComparer.Ordinal)];
        _changedAt = _time.GetTimestamp();
    }
}

/// <summary>How the instances share the partitions: section <c>Sharing</c> of the configuration.</summary>
internal sealed class RebalancingOptions
{
    public const string Section = "Sharing";

    /// <summary>How often an instance tells the others that it delivers. One that is silent for three times as long has no share any more. The same in every instance.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);
}
