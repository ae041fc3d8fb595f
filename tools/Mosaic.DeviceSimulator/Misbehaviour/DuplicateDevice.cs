using Mosaic.Devices;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.DeviceSimulator.Misbehaviour;

/// <summary>Two connections of one device: each replaces the other and comes back although it was told not to.</summary>
internal sealed class DuplicateDevice(Func<DeviceClient> create, TimeProvider time) : ISimulatedDevice
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public Task RunAsync(CancellationToken ending) => Task.WhenAll(FightAsync(ending), FightAsync(ending));

    private async Task FightAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await using var client = create();
                var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                client.StateChanged += (_, change) =>
                {
                    if (change.State == DeviceClientState.Stopped)
                    {
                        stopped.TrySetResult();
                    }
                };
                await client.ConnectAsync(ending);
                await stopped.Task.WaitAsync(ending);
            }
            catch (DeviceConnectException)
            {
                // The other one was faster; the client has counted it.
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Between, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
