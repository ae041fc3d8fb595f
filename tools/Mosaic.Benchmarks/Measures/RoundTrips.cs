using System.Diagnostics;
using Mosaic.Benchmarks.Results;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Measures;

/// <summary>Round trips one at a time, for their latency, and by 64 callers at once, for their rate.</summary>
internal static class RoundTrips
{
    public const int Callers = 64;

    /// <param name="id">The first row; <c>-p99</c> and <c>-rate</c> are further ones.</param>
    /// <param name="what">What goes there and back.</param>
    /// <param name="options">How long.</param>
    /// <param name="call">Makes one round trip of a caller; whether it succeeded.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        string id, string what, BenchmarkOptions options, Func<int, Task<bool>> call, CancellationToken cancellationToken)
    {
        await RepeatAsync(Callers, options.WarmUp, call, null, cancellationToken);
        var latencies = new List<double>();
        var alone = await RepeatAsync(1, options.Duration / 2, call, latencies, cancellationToken);
        await RepeatAsync(Callers, TimeSpan.FromSeconds(1), call, null, cancellationToken);
        var together = await RepeatAsync(Callers, options.Duration / 2, call, null, cancellationToken);
        return
        [
            new Figure(id, $"{what}: median, one at a time", Percentiles.Of(latencies, 50), "ms", alone.Made, alone.Succeeded),
            new Figure($"{id}-p99", $"{what}: 99th percentile, one at a time", Percentiles.Of(latencies, 99), "ms", alone.Made, alone.Succeeded),
            new Figure($"{id}-rate", $"{what}: {Callers} at once", together.Succeeded / together.Seconds, "round trips/s", together.Made, together.Succeeded),
        ];
    }

    /// <summary>Callers that call as soon as their last call is answered.</summary>
    public static async Task<(long Made, long Succeeded, double Seconds)> RepeatAsync(
        int callers, TimeSpan duration, Func<int, Task<bool>> call, List<double>? latencies, CancellationToken cancellationToken)
    {
        var (made, succeeded, started) = (0L, 0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var began = Stopwatch.GetTimestamp();
                Interlocked.Increment(ref made);
                if (await call(caller))
                {
                    Interlocked.Increment(ref succeeded);
                }

                latencies?.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }, cancellationToken)));
        return (made, succeeded, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
