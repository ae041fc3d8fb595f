namespace Mosaic.Dashboard.Telemetry;

/// <summary>
/// One point of a series as it is held. Points without news are folded into the one before, so that an idle
/// instrument costs next to nothing.
/// </summary>
/// <param name="Since">Since when <paramref name="Increase"/> and <paramref name="Buckets"/> count: the time of the point before.</param>
/// <param name="Time">When the value was first seen.</param>
/// <param name="LastTime">When it was last seen.</param>
/// <param name="Value">A gauge's value; a sum's, since its start.</param>
/// <param name="Increase">What a sum grew by; what a histogram's sum grew by.</param>
/// <param name="Buckets">What a histogram grew by; null otherwise.</param>
internal readonly record struct StoredPoint(
    DateTimeOffset Since,
    DateTimeOffset Time,
    DateTimeOffset LastTime,
    double Value,
    double Increase,
    HistogramBuckets? Buckets);
