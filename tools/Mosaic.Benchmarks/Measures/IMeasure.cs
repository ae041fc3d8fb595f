using Mosaic.Benchmarks.Results;

namespace Mosaic.Benchmarks.Measures;

/// <summary>Measures one thing, once; the benchmark repeats it.</summary>
internal interface IMeasure
{
    /// <summary>What <c>--only</c> calls it: its first row.</summary>
    string Id { get; }

    /// <summary>Why it cannot be measured here; null when it can.</summary>
    string? Missing => null;

    Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken);
}
