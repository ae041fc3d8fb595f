using Mosaic.Devices;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.DeviceSimulator.Misbehaviour;

/// <summary>Knocks with a forged token again and again; its client counts each refusal.</summary>
internal sealed class BadTokenDevice(DeviceClient client, TimeProvider time) : ISimulatedDevice
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken ending)
    {
        await using (client)
        {
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    await client.ConnectAsync(ending);
                    return;
                }
                catch (DeviceConnectException)
                {
                    await Task.Delay(Between, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                catch (OperationCanceledException) when (ending.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
