using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Measures;

/// <summary>What all measures share.</summary>
/// <param name="Broker">The address of RabbitMQ.</param>
/// <param name="Backend">What plays the Hive Backend.</param>
/// <param name="Options">How long to measure.</param>
internal sealed record MeasureContext(string Broker, CountingBackend Backend, BenchmarkOptions Options)
{
    /// <summary>Devices, unless a measure says otherwise.</summary>
    public const int Devices = 100;

    /// <summary>Connects devices that will send to the backend.</summary>
    public Task<Fleet> ConnectFleetAsync(MosaicProcesses mosaic, CancellationToken cancellationToken)
    {
        var arrivals = Backend.Arrivals = new Arrivals(Devices);
        return Fleet.ConnectAsync(new Uri(mosaic.WebSocketService, "/ws"), Devices, () => DeviceTokens.Issue(Guid.NewGuid()), arrivals, cancellationToken);
    }

    /// <summary>Starts both services.</summary>
    public Task<MosaicProcesses> StartMosaicAsync(CancellationToken cancellationToken, params (string Name, string Value)[] settings) =>
        StartMosaicAsync(traced: false, cancellationToken, settings);

    /// <summary>Starts both services, with or without their telemetry.</summary>
    public Task<MosaicProcesses> StartMosaicAsync(bool traced, CancellationToken cancellationToken, params (string Name, string Value)[] settings) =>
        MosaicProcesses.StartAsync(
            Broker, Backend.Address, settings.ToDictionary(setting => setting.Name, setting => setting.Value), traced ? Backend.Address : null, cancellationToken);
}
