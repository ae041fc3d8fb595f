namespace Mosaic.DeviceSimulator.Simulation;

/// <summary>One device's part in a run.</summary>
internal interface ISimulatedDevice
{
    /// <summary>Runs until it has done all it was to do, or until <paramref name="ending"/>.</summary>
    public Task RunAsync(CancellationToken ending);
}
