using Mosaic.Dashboard.Telemetry;

namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>The window that ends now and the steps it is plotted in.</summary>
internal static class PlotWindow
{
    /// <summary>As many points as a plot shows well. A step is never under two seconds: programs export every second at the most, and not to the tick.</summary>
    private const int Steps = 120;

    private static readonly TimeSpan LeastStep = TimeSpan.FromSeconds(2);

    /// <returns>
    /// The window. It ends at a whole step, so that a step holds the same measurements each time it is read and the curve moves
    /// instead of trembling.
    /// </returns>
    public static MetricQuery Of(int minutes, DateTimeOffset now)
    {
        var window = TimeSpan.FromMinutes(minutes);
        var step = window / Steps;
        if (step < LeastStep) step = LeastStep;
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero);
        return new MetricQuery(end - window, end, step);
    }
}
