namespace Mosaic.Dashboard.Telemetry;

/// <summary>How full a store is.</summary>
/// <param name="Held">Resources, traces, log entries or points held now.</param>
/// <param name="Dropped">How many were dropped since the start to make room for newer ones.</param>
/// <param name="Limit">How many are held at most.</param>
/// <param name="Rejected">How many spans, log entries or points were not taken in since the start: not valid, or too many of one trace.</param>
public readonly record struct StoreCounts(long Held, long Dropped, long Limit, long Rejected);
