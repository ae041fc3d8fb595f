namespace Mosaic.Dashboard.Telemetry;

/// <summary>How full a store is.</summary>
/// <param name="Held">Traces, log entries or points held now.</param>
/// <param name="Dropped">How many were dropped since the start to make room for newer ones.</param>
/// <param name="Limit">How many are held at most.</param>
public readonly record struct StoreCounts(long Held, long Dropped, long Limit);
