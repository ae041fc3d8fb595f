using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Consumes every partition into the lanes, and runs the workers that empty them.</summary>
internal sealed class DeliveryService(
    PartitionConsumers partitions, DeliveryWorker worker, IHostApplicationLifetime lifetime, IOptions<DeliveryOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var working = new CancellationTokenSource();
        var workers = Enumerable.Range(0, options.Value.Concurrency).Select(_ => Task.Run(() => worker.RunAsync(working.Token), CancellationToken.None)).ToArray();

        // Consuming ends first, while the workers finish their posts; and at once, not after the calls that wait for a device.
        var stopping = lifetime.ApplicationStopping;
        try
        {
            await partitions.RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Other instances have the partitions now.
        }
        finally
        {
            await working.CancelAsync();
            await Task.WhenAll(workers);
        }
    }
}
