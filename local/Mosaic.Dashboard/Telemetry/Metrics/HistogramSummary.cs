namespace Mosaic.Dashboard.Telemetry;

/// <summary>What a histogram says of a span of time, in the instrument's unit.</summary>
/// <param name="Count">How many measurements.</param>
/// <param name="Sum">Their sum; 0 when the program does not report one.</param>
/// <param name="P50">Half of the measurements are at most this, as near as the buckets tell.</param>
/// <param name="P90">The same for nine in ten.</param>
/// <param name="P99">The same for 99 in a hundred.</param>
public sealed record HistogramSummary(long Count, double Sum, double P50, double P90, double P99);
