namespace Mosaic.Benchmarks.Results;

/// <summary>How a figure should compare.</summary>
/// <param name="Row">The figure.</param>
/// <param name="Peer">The figure it is compared with; null for a bound of its own.</param>
/// <param name="Bound">The ratio to the peer, or the figure itself without one.</param>
/// <param name="AtMost">Whether less is better.</param>
internal sealed record Goal(string Row, string? Peer, double Bound, bool AtMost)
{
    /// <summary>The goals; docs/benchmarks.md says what each row is.</summary>
    public static readonly IReadOnlyList<Goal> All =
    [
        new("P1", "nchan", 1.2, AtMost: false),
        new("P2", "pushpin", 1.5, AtMost: false),
        new("P2", "P5", 0.9, AtMost: false),
        new("P3", "P6", 3, AtMost: true),
        new("P3-p99", "P6-p99", 3, AtMost: true),
        new("P3-rate", "P6-rate", 0.4, AtMost: false),
        new("P4", "pushpin-publish", 1, AtMost: false),
        new("P7", "bare", 1.15, AtMost: true),
        new("P8", "bare-rate", 0.6, AtMost: false),
        new("P9", "P1", 0.9, AtMost: false),
        new("P11", null, 1024, AtMost: true),
        new("P11-device-service", null, 2048, AtMost: true),
        new("P10", null, 5, AtMost: true),
        new("P10-p99", null, 25, AtMost: true),
        new("P10", "nchan-latency", 1, AtMost: true),
        new("P10-p99", "nchan-latency-p99", 1, AtMost: true),
    ];
}
