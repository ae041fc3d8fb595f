namespace Mosaic.Benchmarks.Results;

/// <summary>One thing measured, in one run or as the median of several.</summary>
/// <param name="Id">The row, such as P1.</param>
/// <param name="What">What it is, for a person.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Sent">Messages sent, all runs together.</param>
/// <param name="Arrived">Messages that arrived, all runs together.</param>
internal sealed record Figure(string Id, string What, double Value, string Unit, long? Sent = null, long? Arrived = null);
