using System.Diagnostics;

namespace Mosaic.Tests;

/// <summary>Waits on a condition with a bound, instead of sleeping and hoping.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    /// <exception cref="TimeoutException">The condition did not become true in time.</exception>
    public static Task True(Func<bool> condition, TimeSpan within) =>
        True(() => Task.FromResult(condition()), within);

    /// <exception cref="TimeoutException">The condition did not become true in time.</exception>
    public static async Task True(Func<Task<bool>> condition, TimeSpan within)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > within)
                throw new TimeoutException($"The condition did not become true within {within}.");
            await Task.Delay(Between);
        }
    }
}
