using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Mosaic.Tests.EndToEnd.Faults;

/// <summary>
/// A TCP proxy that can go silent: connections stay open and new ones are taken, but no byte, no end and no reset passes in either
/// direction, as when a network parts. When it is over, what waited passes on.
/// </summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _clients = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passing = new();

    public SilentProxy(string target)
    {
        _target = new Uri(target);
        _passing.SetResult();
        _listener.Start();
        Address = new UriBuilder(_target) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The target's address, by way of this proxy.</summary>
    public Uri Address { get; }

    /// <summary>Nothing passes from now on.</summary>
    public void Silence() => _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All passes again.</summary>
    public void Heal() => _passing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Close();
        }

        await _accepting;
        _disposed.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_disposed.Token)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
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
                await PassAsync();
                await server.ConnectAsync(_target.Host, _target.Port, _disposed.Token);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
                await PassAsync();
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The target is away, or the test is over.
            }

            _clients.TryRemove(client, out _);
            _clients.TryRemove(server, out _);
        }
    }

    /// <summary>Ends when one end has closed, in whatever way; never faults.</summary>
    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _disposed.Token) is > 0 and var count)
            {
                await PassAsync();
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _disposed.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private Task PassAsync() => _passing.Task.WaitAsync(_disposed.Token);
}
