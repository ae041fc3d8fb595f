namespace Mosaic.Benchmarks.Running;

/// <summary>What the command line asks for.</summary>
/// <param name="Only">The measures to run, by their ids; all when empty.</param>
/// <param name="Rounds">How often each is run, in turn with the others; medians are reported.</param>
/// <param name="Duration">How long each run measures, after its warm-up.</param>
/// <param name="WarmUp">How long each run warms up first: the services compile their hot paths meanwhile.</param>
/// <param name="Json">Where the figures go as JSON; null for nowhere.</param>
/// <param name="Table">Where the table goes besides the console.</param>
internal sealed record BenchmarkOptions(string[] Only, int Rounds, TimeSpan Duration, TimeSpan WarmUp, FileInfo? Json, FileInfo Table);
