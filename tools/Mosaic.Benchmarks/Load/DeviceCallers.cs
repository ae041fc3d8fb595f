using Mosaic.Benchmarks.Measures;
using Mosaic.Benchmarks.Running;

namespace Mosaic.Benchmarks.Load;

/// <summary>Callers of the Device Service, each with a connection and a device of its own.</summary>
internal sealed class DeviceCallers : IDisposable
{
    private readonly List<AnsweringDevice> _devices = [];
    private readonly List<LeanHttpClient> _clients = [];

    /// <summary>Events that the devices got.</summary>
    public long Events => _devices.Sum(device => device.Events);

    /// <param name="mosaic">The services.</param>
    /// <param name="path">What is called below <c>/devices/{device}/</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<DeviceCallers> ConnectAsync(MosaicProcesses mosaic, string path, CancellationToken cancellationToken)
    {
        var callers = new DeviceCallers();
        try
        {
            for (var i = 0; i < RoundTrips.Callers; i++)
            {
                await callers.AddAsync(mosaic, path, cancellationToken);
            }

            return callers;
        }
        catch
        {
            callers.Dispose();
            throw;
        }
    }

    /// <summary>Makes a caller's call.</summary>
    /// <returns>The status of its answer.</returns>
    public async Task<int> CallAsync(int caller, CancellationToken cancellationToken)
    {
        if (_devices[caller].Failure is { } failure)
        {
            throw new IOException("A device was disconnected.", failure);
        }

        return await _clients[caller].PostAsync(cancellationToken);
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _devices.ForEach(device => device.Dispose());
    }

    private async Task AddAsync(MosaicProcesses mosaic, string path, CancellationToken cancellationToken)
    {
        var device = await AnsweringDevice.ConnectAsync(mosaic.WebSocketService, cancellationToken);
        _devices.Add(device);
        _clients.Add(await LeanHttpClient.ConnectAsync(
            new Uri(mosaic.DeviceService, $"/devices/{device.Id}/{path}"),
            $"Authorization: Bearer {MosaicProcesses.ApiKey}\r\n",
            $$"""{"type":"org.example.benchmark","data":{{Stamp.Data()}}}""",
            cancellationToken));
    }
}
