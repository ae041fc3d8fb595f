using System.Net.Sockets;

namespace Mosaic.WebSocketService.Connections;

/// <summary>When bytes last came from the device, pongs among them, and whether it has closed its end: the WebSocket itself shows neither.</summary>
internal sealed class Liveness(TimeProvider time, Socket? socket, CancellationToken closed)
{
    // From the Linux headers netinet/tcp.h: the option, whose value begins with the state, and the state between FIN and FIN.
    private const int IpProtoTcp = 6;
    private const int TcpInfo = 11;
    private const byte TcpEstablished = 1;

    private long _last = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Cancelled when the device's TCP connection has ended and all that came before has been taken from the kernel.</summary>
    public CancellationToken Closed => closed;

    /// <summary>
    /// Whether the device has closed or reset its TCP connection, as the kernel knows, which is before the bytes in front of that have been read.
    /// Linux only; elsewhere always false, and the receive loop notices a moment later.
    /// </summary>
    public bool HasLeft
    {
        get
        {
            if (socket is null || !OperatingSystem.IsLinux())
            {
                return false;
            }

            try
            {
                Span<byte> state = stackalloc byte[1];
                socket.GetRawSocketOption(IpProtoTcp, TcpInfo, state);
                return state[0] != TcpEstablished;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
            catch (SocketException)
            {
                return false; // Not TCP: a Unix domain socket for example.
            }
        }
    }

    public void Touch() => Volatile.Write(ref _last, time.GetTimestamp());
}
