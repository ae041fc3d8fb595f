namespace Mosaic.Dashboard.Telemetry;

/// <summary>One point as it was received.</summary>
/// <param name="Attributes">The attribute set, sorted by key.</param>
/// <param name="Start">Since when a sum or histogram counts; default when the program does not say.</param>
/// <param name="Time">When it was taken, by the clock of its program.</param>
/// <param name="Value">The value of a gauge or sum; a histogram's sum.</param>
/// <param name="Buckets">A histogram's buckets; null otherwise.</param>
/// <param name="Exemplars">Measurements with their traces.</param>
internal sealed record IncomingPoint(
    TelemetryAttribute[] Attributes,
    DateTimeOffset Start,
    DateTimeOffset Time,
    double Value,
    HistogramBuckets? Buckets,
    IReadOnlyList<MetricExemplar> Exemplars);
