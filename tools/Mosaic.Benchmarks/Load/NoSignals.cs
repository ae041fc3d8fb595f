using Microsoft.Extensions.Hosting;

namespace Mosaic.Benchmarks.Load;

/// <summary>Leaves Ctrl-C to the benchmark.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
