using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mosaic.Benchmarks.Load;

/// <summary>Many devices that connect, wait for the first frame, and then keep still.</summary>
internal sealed class Storm : IDisposable
{
    private const int AtOnce = 128;
    private const int BufferBytes = 1024; // A welcome, and pings.

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentBag<LeanWebSocket> _sockets = [];
    private int _failed;

    /// <summary>Devices that were refused or cut off before their first frame.</summary>
    public int Failed => _failed;

    /// <summary>Connects so many more devices, as fast as they get in.</summary>
    /// <param name="address">Where.</param>
    /// <param name="tokens">A token for each; null for none.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Devices a second that had their first frame.</returns>
    public async Task<double> ConnectAsync(Uri address, IReadOnlyList<string>? tokens, int count, CancellationToken cancellationToken)
    {
        var (next, failedBefore, began) = (-1, _failed, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
            {
                await ConnectAsync(address, tokens?[i], cancellationToken);
            }
        }, cancellationToken)));
        return (count - (_failed - failedBefore)) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public void Dispose()
    {
        _closing.Cancel();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _closing.Dispose();
    }

    private async Task ConnectAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        try
        {
            var socket = await LeanWebSocket.ConnectAsync(address, token, BufferBytes, cancellationToken);
            _sockets.Add(socket);
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var receiving = socket.ReceiveAsync(_ => first.TrySetResult(), _closing.Token);
            if (await Task.WhenAny(first.Task, receiving) == receiving)
            {
                Interlocked.Increment(ref _failed);
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
