using Microsoft.Extensions.Hosting;

namespace Mosaic.LocalHosting.Engine;

/// <summary>A host inside another program, which alone answers to signals.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
