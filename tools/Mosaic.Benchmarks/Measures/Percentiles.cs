namespace Mosaic.Benchmarks.Measures;

/// <summary>Percentiles of all values, none left out.</summary>
internal static class Percentiles
{
    /// <summary>The nearest-rank percentile; NaN of nothing.</summary>
    public static double Of(IEnumerable<double> values, double percentile)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(percentile / 100 * sorted.Length) - 1)];
    }
}
