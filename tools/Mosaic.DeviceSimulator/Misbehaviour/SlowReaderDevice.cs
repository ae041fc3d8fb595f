using System.Net.WebSockets;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.DeviceSimulator.Misbehaviour;

/// <summary>Reads a few bytes a second, so what is sent to it piles up at the service.</summary>
internal sealed class SlowReaderDevice(Uri endpoint, TokenSource tokens, TimeProvider time) : ISimulatedDevice
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await ReadSlowlyAsync(ending);
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException)
            {
                await Task.Delay(Between, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ReadSlowlyAsync(CancellationToken ending)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.AddSubProtocol("mosaic.v1");
        socket.Options.SetRequestHeader("Authorization", $"Bearer {await tokens.GetAsync(ending)}");
        await socket.ConnectAsync(endpoint, ending);
        var few = new byte[64];
        while ((await socket.ReceiveAsync(few.AsMemory(), ending)).MessageType != WebSocketMessageType.Close)
        {
            await Task.Delay(Between, time, ending);
        }
    }
}
