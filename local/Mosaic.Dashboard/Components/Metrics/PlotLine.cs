namespace Mosaic.Dashboard.Components.Metrics;

/// <summary>One curve.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Values">One for each time of the plot; null where there is none.</param>
public sealed record PlotLine(string Label, IReadOnlyList<double?> Values);
