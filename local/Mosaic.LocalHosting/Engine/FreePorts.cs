using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Aspire.Hosting;

namespace Mosaic.LocalHosting.Engine;

/// <summary>
/// Ports for this run. They are taken below those the system hands to outgoing connections (32768 and up): a service
/// that is restarted among thousands of connections must find its port free.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int End = 32_000;
    private const int Tries = 1_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Taken = [];

    /// <summary>Whether localhost has an IPv6 address here.</summary>
    public static bool HasIPv6 { get; } = Socket.OSSupportsIPv6 && Interfaces().Contains(IPAddress.IPv6Loopback);

    /// <exception cref="DistributedApplicationException">There is none.</exception>
    public static int Next()
    {
        lock (Gate)
        {
            for (var i = 0; i < Tries; i++)
            {
                var port = Random.Shared.Next(First, End);
                if (!Taken.Contains(port) && IsFree(port))
                {
                    Taken.Add(port);
                    return port;
                }
            }
        }
        throw new DistributedApplicationException($"There is no free port from {First} to {End}.");
    }

    /// <summary>Whether nobody listens on the port of localhost, in either family.</summary>
    public static bool IsFree(int port) =>
        CanBind(IPAddress.Loopback, port) && (!HasIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private static IEnumerable<IPAddress> Interfaces() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address);
}
