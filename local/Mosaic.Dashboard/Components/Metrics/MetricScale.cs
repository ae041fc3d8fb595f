namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>The unit a plot is drawn in, chosen so that its numbers are short.</summary>
/// <param name="Factor">What a value in the instrument's unit is multiplied by.</param>
/// <param name="Unit">As it is written; may be empty.</param>
internal readonly record struct MetricScale(double Factor, string Unit)
{
    private const double Kibi = 1024;

    /// <param name="unit">The instrument's, in UCUM.</param>
    /// <param name="largest">The largest value that is plotted, without its sign.</param>
    public static MetricScale Of(string unit, double largest) => unit switch
    {
        "s" when largest is > 0 and < 0.001 => new(1e6, "µs"),
        "s" when largest is > 0 and < 1 => new(1e3, "ms"),
        "ms" when largest >= 10_000 => new(1e-3, "s"),
        "By" when largest >= Kibi * Kibi * Kibi => new(1 / (Kibi * Kibi * Kibi), "GiB"),
        "By" when largest >= Kibi * Kibi => new(1 / (Kibi * Kibi), "MiB"),
        "By" when largest >= Kibi => new(1 / Kibi, "KiB"),
        "By" => new(1, "bytes"),
        "1" => new(1, ""),
        // An annotation, not a unit: {request}.
        ['{', .. var what, '}'] => new(1, what),
        _ => new(1, unit),
    };

    /// <returns>The scale of values per second.</returns>
    public static MetricScale OfRate(string unit, double largest) => Of(unit, largest) switch
    {
        { Unit: "" } scale => scale with { Unit = "per second" },
        var scale => scale with { Unit = $"{scale.Unit}/s" },
    };
}
