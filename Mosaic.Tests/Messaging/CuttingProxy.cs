using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Mosaic.Tests.Messaging;

/// <summary>A TCP proxy that cuts its connections when told to: a broker that is lost in the middle of anything.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly Uri _target;
    private readonly Task _accepting;

    public CuttingProxy(string target)
    {
        _target = new Uri(target);
        _listener.Start();
        Address = new UriBuilder(_target) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Cut()
    {
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving); // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            _clients[client] = 0;
            _clients[server] = 0;
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut.
            }

            _clients.TryRemove(client, out _);
            _clients.TryRemove(server, out _);
        }
    }
}
