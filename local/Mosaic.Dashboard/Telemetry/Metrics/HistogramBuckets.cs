namespace Mosaic.Dashboard.Telemetry;

/// <summary>The counts of a histogram; immutable.</summary>
internal abstract record HistogramBuckets
{
    internal abstract long Count { get; }

    /// <returns>What came since an earlier state of the same histogram; null when this is not a later one of it, after a restart for one.</returns>
    internal abstract HistogramBuckets? Since(HistogramBuckets earlier);
}
