using System.Net;
using System.Net.Sockets;

namespace Mosaic.Tests;

/// <summary>Free ports, for programs that must be given theirs.</summary>
internal static class Ports
{
    internal static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
