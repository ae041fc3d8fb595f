namespace Mosaic.DeviceService.Dispatching;

/// <summary>Work that one instance of all does at a time.</summary>
internal interface IDispatcherWork
{
    /// <summary>Works until cancelled: the lease is lost, or the service stops.</summary>
    Task RunAsync(CancellationToken held);
}
