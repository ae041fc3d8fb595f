namespace Mosaic.Dashboard.Telemetry;

/// <summary>What points are taken in for: an instrument and how its program reports it.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Resource">The instance that reports.</param>
/// <param name="IsDelta">Whether each point holds what came since the one before; otherwise what came since the start.</param>
internal sealed record MetricStream(Instrument Instrument, TelemetryResource Resource, bool IsDelta);
