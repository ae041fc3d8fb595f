using System.Net.Sockets;

namespace Mosaic.Benchmarks.Load;

/// <summary>
/// A device that sends. It has at most <see cref="InFlight"/> messages on their way to the backend, which it knows because
/// both are in this process: so the rate is one that the whole chain sustains, and no queue hides what is slower.
/// </summary>
internal sealed class SendingDevice : IDisposable
{
    private const int InFlight = 64;
    private const int Burst = 16; // Frames a write, as a busy sender's TCP puts them together.

    // What has not arrived by then is lost; a system that loses messages is measured too.
    private static readonly TimeSpan WriteOff = TimeSpan.FromSeconds(5);

    private readonly LeanWebSocket _socket;
    private readonly int _index;
    private readonly Arrivals _arrivals;
    private readonly byte[] _frames;
    private readonly int _frameLength;
    private readonly int _idAt;
    private readonly int _stampAt;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _receiving;
    private TaskCompletionSource? _waiting;
    private long _writtenOff;

    private SendingDevice(LeanWebSocket socket, int index, Arrivals arrivals)
    {
        _socket = socket;
        _index = index;
        _arrivals = arrivals;
        const string Before = """{"type":"org.example.benchmark","id":""" + "\"";
        var text = $$"""{{Before}}0000000000","data":{{Stamp.Data()}}}""";
        var frame = LeanWebSocket.Frame(text, out var payloadAt);
        _idAt = payloadAt + Before.Length;
        _stampAt = frame.AsSpan().IndexOf(Stamp.Marker) + Stamp.Marker.Length;
        _frameLength = frame.Length;
        _frames = [.. Enumerable.Range(0, Burst).SelectMany(_ => frame)];
        _receiving = socket.ReceiveAsync(static _ => { }, _closing.Token);
    }

    /// <summary>How many messages it has sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Connects; returns when the device may send.</summary>
    public static async Task<SendingDevice> ConnectAsync(Uri address, string? token, int index, Arrivals arrivals, CancellationToken cancellationToken) =>
        new(await LeanWebSocket.ConnectAsync(address, token, 8192, cancellationToken), index, arrivals);

    /// <summary>Whether the other side has ended the connection.</summary>
    public bool IsDisconnected => _receiving.IsCompleted;

    /// <summary>Sends as fast as messages arrive, until told to stop or disconnected.</summary>
    public async Task SendAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !IsDisconnected)
        {
            await WaitForRoomAsync();
            await SendAsync(Burst, CancellationToken.None);
        }
    }

    /// <summary>Sends that many messages at once, 16 at most.</summary>
    public async ValueTask SendAsync(int messages, CancellationToken cancellationToken)
    {
        for (var i = 0; i < messages; i++)
        {
            var frame = _frames.AsSpan(i * _frameLength, _frameLength);
            Sent++;
            Sent.TryFormat(frame.Slice(_idAt, 10), out _, "D10");
            Stamp.Write(frame[_stampAt..], _index, Sent);
        }

        try
        {
            await _socket.SendAsync(_frames.AsMemory(0, messages * _frameLength), cancellationToken);
        }
        catch (SocketException)
        {
            // Disconnected, which the receiving side finds too: what was sent and did not arrive is in the row.
            await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One of its messages has arrived.</summary>
    public void OnArrived()
    {
        if (_waiting is not null && HasRoom)
        {
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
        _closing.Dispose();
    }

    private bool HasRoom => Sent - Math.Max(_arrivals.LastOf(_index), _writtenOff) <= InFlight - Burst;

    private async ValueTask WaitForRoomAsync()
    {
        while (!HasRoom)
        {
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waiting, waiting);
            Interlocked.MemoryBarrier();
            OnArrived();
            try
            {
                await waiting.Task.WaitAsync(WriteOff);
            }
            catch (TimeoutException)
            {
                _writtenOff = Sent;
            }
        }
    }
}
