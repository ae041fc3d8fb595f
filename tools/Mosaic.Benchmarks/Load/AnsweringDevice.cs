using System.Text;

namespace Mosaic.Benchmarks.Load;

/// <summary>A device that confirms every request at once and counts the events it gets.</summary>
internal sealed class AnsweringDevice : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly LeanWebSocket _socket;
    private long _events;

    private AnsweringDevice(LeanWebSocket socket, Guid id)
    {
        _socket = socket;
        Id = id;
        _ = socket.ReceiveAsync(Take, _closing.Token).ContinueWith(ended => Failure = ended.Exception?.InnerException, TaskScheduler.Default);
    }

    public Guid Id { get; }

    /// <summary>Events that it got.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Why its connection ended, if that was a fault.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Connects a device of its own; returns when it is welcomed.</summary>
    public static async Task<AnsweringDevice> ConnectAsync(Uri webSocketService, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var socket = await LeanWebSocket.ConnectAsync(new Uri(webSocketService, "/ws"), DeviceTokens.Issue(id), 8192, cancellationToken);
        var device = new AnsweringDevice(socket, id);
        await device._welcomed.Task.WaitAsync(cancellationToken);
        return device;
    }

    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
        _closing.Dispose();
    }

    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\"kind\":\"request\""u8) >= 0)
        {
            Confirm(text);
        }
        else if (text.IndexOf("\"kind\":\"event\""u8) >= 0)
        {
            Interlocked.Increment(ref _events);
        }
        else if (text.IndexOf("\"kind\":\"welcome\""u8) >= 0)
        {
            _welcomed.TrySetResult();
        }
    }

    private void Confirm(ReadOnlySpan<byte> request)
    {
        var id = request[(request.IndexOf("\"id\":\""u8) + "\"id\":\"".Length)..];
        id = id[..id.IndexOf((byte)'"')];
        _socket.Send(LeanWebSocket.Frame($$"""{"kind":"confirmation","requestid":"{{Encoding.UTF8.GetString(id)}}","data":{{Stamp.Data()}}}""", out _));
    }
}
