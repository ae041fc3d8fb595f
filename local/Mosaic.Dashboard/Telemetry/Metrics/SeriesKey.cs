namespace Mosaic.Dashboard.Telemetry;

/// <summary>Tells the series of an instrument apart: by instance and attribute set.</summary>
internal readonly struct SeriesKey(string instanceId, TelemetryAttribute[] attributes) : IEquatable<SeriesKey>
{
    private readonly string _instanceId = instanceId;
    private readonly TelemetryAttribute[] _attributes = attributes;

    public bool Equals(SeriesKey other) => _instanceId == other._instanceId && _attributes.AsSpan().SequenceEqual(other._attributes);

    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_instanceId);
        foreach (var attribute in _attributes) hash.Add(attribute);
        return hash.ToHashCode();
    }
}
