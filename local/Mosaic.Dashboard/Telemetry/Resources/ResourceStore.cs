namespace Mosaic.Dashboard.Telemetry;

/// <summary>The programs that sent telemetry. Safe to use from any thread.</summary>
internal sealed class ResourceStore(TelemetryLimits limits, ChangeSignal changed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string InstanceId), TelemetryResource> _resources = [];
    private readonly Queue<(string Name, string InstanceId)> _order = [];
    private long _dropped;

    /// <summary>Resources held and dropped; a dropped one that sends again comes back.</summary>
    public StoreCounts Counts
    {
        get
        {
            lock (_lock) return new StoreCounts(_resources.Count, _dropped, limits.MaxResourceCount, 0);
        }
    }

    /// <returns>All that are known, sorted by name and instance.</returns>
    public IReadOnlyList<TelemetryResource> List()
    {
        TelemetryResource[] all;
        lock (_lock) all = [.. _resources.Values];
        Array.Sort(all, static (a, b) => string.CompareOrdinal(a.FullName, b.FullName));
        return all;
    }

    /// <inheritdoc cref="ChangeSignal.Subscribe"/>
    public IDisposable OnChange(Action onChange) => changed.Subscribe(onChange);

    /// <returns>The one object all telemetry of the same program refers to, for as long as its attributes stay the same.</returns>
    internal TelemetryResource Register(TelemetryResource resource)
    {
        lock (_lock)
        {
            var key = (resource.Name, resource.InstanceId);
            if (_resources.TryGetValue(key, out var known))
            {
                if (known.Attributes.SequenceEqual(resource.Attributes)) return known;
            }
            else
            {
                _order.Enqueue(key);
            }

            _resources[key] = resource;
            if (_resources.Count > limits.MaxResourceCount)
            {
                _resources.Remove(_order.Dequeue());
                _dropped++;
            }
        }

        changed.Raise();
        return resource;
    }
}
