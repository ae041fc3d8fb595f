using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Mosaic.DeviceSimulator.Registration;
using Mosaic.DeviceSimulator.Simulation;

namespace Mosaic.DeviceSimulator.Misbehaviour;

/// <summary>
/// Shakes hands and then never reads: no pong, a receive window that fills. A WebSocket client would answer pings by itself, so
/// this is a bare socket (and plain <c>ws</c> only).
/// </summary>
internal sealed class HalfOpenDevice(Uri endpoint, TokenSource tokens, TimeProvider time) : ISimulatedDevice
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken ending)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
        while (!ending.IsCancellationRequested && !socket.Connected)
        {
            try
            {
                var token = await tokens.GetAsync(ending);
                await socket.ConnectAsync(endpoint.Host, endpoint.Port, ending);
                await socket.SendAsync(Handshake(token), ending);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ending);
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                await Task.Delay(Between, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>RFC 6455 section 4.1.</summary>
    private byte[] Handshake(string token) => Encoding.ASCII.GetBytes(
        $"GET {endpoint.PathAndQuery} HTTP/1.1\r\nHost: {endpoint.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n"
        + $"Sec-WebSocket-Protocol: mosaic.v1\r\nAuthorization: Bearer {token}\r\n\r\n");
}
