using Microsoft.Extensions.Options;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>A planned stop: devices are told when to come back, leave by themselves, and the rest are closed with 1012.</summary>
internal sealed partial class Drain(
    ConnectionRegistry registry,
    IOptions<ConnectionOptions> options,
    TimeProvider time,
    ILogger<Drain> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs before any other part of the service stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        registry.IsDraining = true;
        Log.Draining(logger, registry.Count);
        foreach (var connection in registry.Connections)
        {
            connection.Send(Frames.GoAway("shutdown", options.Value.ReconnectSpread * Random.Shared.NextDouble()));
        }

        await WaitForNoneAsync(options.Value.DrainTimeout, cancellationToken);
        foreach (var connection in registry.Connections)
        {
            connection.Close(CloseReason.Shutdown);
        }

        await WaitForNoneAsync(options.Value.CloseTimeout * 2, cancellationToken);
        Log.Drained(logger, registry.Count);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitForNoneAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); registry.Count > 0 && time.GetElapsedTime(started) < limit && !cancellationToken.IsCancellationRequested;)
        {
            await Task.Delay(PollInterval, time, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Stopping: {Count} connections are told to come back later.")]
        public static partial void Draining(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Information, "Stopped: {Count} connections are left.")]
        public static partial void Drained(ILogger logger, int count);
    }
}
