using System.Diagnostics;
using System.Net.WebSockets;
using Mosaic.WebSocketService.Authentication;
using Mosaic.WebSocketService.Protocol;

namespace Mosaic.WebSocketService.Connections;

/// <summary>
/// One device's WebSocket: a loop that receives, a loop that sends, and one end. The first reason to close wins; then the handler is notified,
/// what is queued is sent with the error and the close frame, and a device that does not answer in time is cut off. What the messages mean
/// is the business of the <see cref="IConnectionHandler"/>.
/// </summary>
internal sealed partial class DeviceConnection
{
    private readonly WebSocket _socket;
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MessageReceiver _receiver;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _acceptedAt;
    private CloseReason? _close;
    private long _sendStartedAt;

    public DeviceConnection(WebSocket socket, Liveness liveness, ConnectionOptions options, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _options = options;
        _time = time;
        _logger = logger;
        _receiver = new MessageReceiver(socket, options.MaxMessageBytes);
        _acceptedAt = time.GetTimestamp();
        Liveness = liveness;
        Outgoing = new SendQueue(options.SendQueueMessages, options.SendQueueBytes);
        Window = new InFlightWindow(options.Window);
    }

    public Liveness Liveness { get; }

    public SendQueue Outgoing { get; }

    /// <summary>The places for the device's unconfirmed messages. Sending an ack, or an answer to a message, frees its place.</summary>
    public InFlightWindow Window { get; }

    /// <summary>Which device this is, from authentication on; a fresh token replaces it.</summary>
    public DeviceIdentity? Identity { get; set; }

    /// <summary>What the handler keeps for this connection, which itself never looks at it.</summary>
    public object? State { get; set; }

    /// <summary>The handler's opening; completed while none is under way, never faulted. No message is handed over before it is over.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    public TimeSpan Age => _time.GetElapsedTime(_acceptedAt);

    /// <summary>How long the frame that is being sent has been on its way.</summary>
    public TimeSpan SendingFor => Volatile.Read(ref _sendStartedAt) is > 0 and var started ? _time.GetElapsedTime(started) : TimeSpan.Zero;

    /// <summary>Why the connection is closing; null while it is not.</summary>
    public CloseReason? Closing => Volatile.Read(ref _close);

    public bool IsClosing => Closing is not null;

    /// <summary>Completes when the connection begins to close.</summary>
    public Task Closed => _closing.Task;

    /// <summary>Ends the connection for this reason, unless there is another already. Returns at once.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _close, reason, null) is null)
        {
            Outgoing.Complete();
            _closing.TrySetResult();
        }
    }

    /// <summary>Sends a frame to the device; a device that does not read is closed.</summary>
    public void Send(Frame frame) => CloseUnless(Outgoing.TryEnqueue(frame));

    /// <summary>Sends what is addressed to the device. What comes before the welcome waits for it: what was kept for a device comes at once.</summary>
    public void Deliver(Frame frame) => CloseUnless(Outgoing.TryEnqueueAddressed(frame));

    /// <summary>Runs the connection to its end.</summary>
    /// <param name="handler">Takes what comes from the device.</param>
    /// <param name="identity">Whose token came with the handshake, if one did.</param>
    public async Task RunAsync(IConnectionHandler handler, DeviceIdentity? identity)
    {
        // The loops outlive the request's span by hours: they start without it.
        var request = Activity.Current;
        Activity.Current = null;
        var receiving = ReceiveAsync(handler, identity, request);
        var sending = SendAsync();
        await _closing.Task;

        // The device's time to answer runs from here, however long the handler takes.
        var ending = handler.ClosedAsync(this, _close!);
        var both = Task.WhenAll(receiving, sending);
        await Task.WhenAny(both, Task.Delay(_options.CloseTimeout, _time));
        if (!both.IsCompleted)
        {
            _socket.Abort();
        }

        await both;
        await Opening; // Read when no loop runs that could begin another.
        await ending;
        Outgoing.Clear();
        Log.Closed(_logger, Identity?.Device, _close!.Code, _close.Presence);
    }

    private void CloseUnless(bool hasRoom)
    {
        if (!hasRoom)
        {
            Close(CloseReason.SlowConsumer);
        }
    }

    private async Task ReceiveAsync(IConnectionHandler handler, DeviceIdentity? identity, Activity? request)
    {
        try
        {
            var receiving = _receiver.ReceiveAsync();
            Opening = handler.OpenedAsync(this, identity, request);
            for (; ; receiving = _receiver.ReceiveAsync())
            {
                var received = await receiving;
                switch (received.Kind)
                {
                    case ReceivedKind.Close:
                        Close(CloseReason.ClosedByDevice);
                        return;
                    case ReceivedKind.TooLarge:
                        Close(CloseReason.TooLarge(_options.MaxMessageBytes));
                        await _receiver.DrainAsync();
                        return;
                    case ReceivedKind.Binary:
                        Close(CloseReason.BinaryMessage);
                        await _receiver.DrainAsync();
                        return;
                    case ReceivedKind.Text when IsClosing:
                        System.Buffers.ArrayPool<byte>.Shared.Return(received.Rented);
                        break;
                    default:
                        await Opening;
                        await handler.ReceivedAsync(this, received);
                        break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            var isFault = e is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted };
            Close(isFault ? CloseReason.InvalidJson : CloseReason.ConnectionLost);
            if (isFault)
            {
                // The framework has sent the close frame already. When this ends, the connection is reset, and the reset can overtake it.
                await Task.Delay(_options.CloseTimeout, _time, Liveness.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e)
        {
            Log.HandlerFailed(_logger, Identity?.Device, e);
            Close(CloseReason.InternalError);
        }
    }

    private async Task SendAsync()
    {
        List<string>? spare = null;
        try
        {
            while (!Outgoing.IsDrained)
            {
                await Outgoing.WaitAsync();
                while (true)
                {
                    if (Outgoing.TakeAcks(spare) is { } acks)
                    {
                        await SendAsync(Frames.Ack(acks));
                        Window.Release(acks.Count);
                        acks.Clear();
                        spare = acks;
                    }

                    if (!Outgoing.TryDequeue(out var frame))
                    {
                        break;
                    }

                    await SendAsync(frame);
                    if (frame.IsAnswer)
                    {
                        Window.Release(1);
                    }
                }
            }

            await SendCloseAsync(_close!);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            Close(CloseReason.ConnectionLost);
        }
        catch (Exception e)
        {
            // Nothing more can be said to the device.
            Log.SendFailed(_logger, Identity?.Device, e);
            Close(CloseReason.InternalError);
            _socket.Abort();
        }
    }

    private async ValueTask SendAsync(Frame frame)
    {
        Volatile.Write(ref _sendStartedAt, _time.GetTimestamp());
        try
        {
            await _socket.SendAsync(frame.Bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            Volatile.Write(ref _sendStartedAt, 0);
            frame.Return();
        }
    }

    private async Task SendCloseAsync(CloseReason reason)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        if (reason.Error is { } code && _socket.State == WebSocketState.Open)
        {
            await SendAsync(Frames.Refusal(null, code, reason.Detail, reason.Retry));
        }

        await _socket.CloseOutputAsync((WebSocketCloseStatus)reason.Code, reason.Error ?? reason.Detail, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The connection of device {Device} has closed with {Code}: {Reason}.")]
        public static partial void Closed(ILogger logger, Guid? device, int code, string reason);

        [LoggerMessage(2, LogLevel.Error, "Handling a message of device {Device} failed.")]
        public static partial void HandlerFailed(ILogger logger, Guid? device, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "Sending to device {Device} failed.")]
        public static partial void SendFailed(ILogger logger, Guid? device, Exception exception);
    }
}
