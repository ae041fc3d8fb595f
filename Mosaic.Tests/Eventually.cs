using System.Diagnostics;

namespace Mosaic.Tests;

/// <summary>Waits on a condition, bounded.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    internal static Task True(Func<bool> condition, TimeSpan within) => True(() => Task.FromResult(condition()), within);

    internal static async Task True(Func<Task<bool>> condition, TimeSpan within)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > within)
            {
                Assert.Fail($"The condition did not become true within {within}.");
            }

            await Task.Delay(Pause);
        }
    }
}
