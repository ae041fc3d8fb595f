using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace Mosaic.Devices;

/// <summary>
/// One welcomed connection: a loop that receives, a loop that sends, and the renewal of the token. The first to end ends the
/// others: a close frame where that is still possible, then a bounded wait for the other side's, then the socket is cut.
/// </summary>
internal sealed partial class DeviceConnection : IDisposable
{
    private readonly DeviceClientOptions _options;
    private readonly ClientWebSocket _socket;
    private readonly Outbox _outbox;
    private readonly IConnectionEvents _events;
    private readonly TokenRenewal _renewal;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Completed when this side wants to end the connection, with the reason.</summary>
    private readonly TaskCompletionSource<CloseReason> _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ControlFrame? _lastError;

    public DeviceConnection(
        DeviceClientOptions options, OpenedConnection opened, Outbox outbox, IConnectionEvents events, ConnectionOpener opener)
    {
        _options = options;
        _socket = opened.Socket;
        _outbox = outbox;
        _events = events;
        _renewal = new TokenRenewal(options, opened.Session, opener.GetTokenAsync, SendTokenAsync);
        outbox.Rewind(opened.Session.Window);
    }

    /// <summary>Runs until the connection has ended.</summary>
    public async Task<CloseReason> RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.Register(
            () => _leaving.TrySetResult(CloseReasons.Here(ErrorCodes.ClosedByClient, "The client closed it.", NextStep.Stop)));
        var receiving = ReceiveAllAsync();
        var sending = SendAllAsync();
        var renewing = _renewal.RunAsync(_ending.Token);

        await Task.WhenAny(receiving, sending, _leaving.Task);
        await _ending.CancelAsync();
        await CloseAsync(receiving, sending);
        await renewing;
        await sending;
        var ended = await receiving;
        return _leaving.Task.IsCompletedSuccessfully ? await _leaving.Task : ended;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
        _ending.Dispose();
        _abort.Dispose();
    }

    private async Task<CloseReason> ReceiveAllAsync()
    {
        using var frames = new FrameReader(_socket, _options.MaxReceivedBytes);
        try
        {
            while (await ReadAsync(frames) is { } frame)
            {
                TryTake(frame);
            }

            return CloseReasons.FromClose(_socket, _lastError);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            return CloseReasons.Lost(exception);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(FrameReader frames)
    {
        while (true)
        {
            try
            {
                return await frames.ReadAsync(_abort.Token);
            }
            catch (FrameTooLargeException exception)
            {
                LogSkipped(_options.Logger, exception);
            }
        }
    }

    /// <summary>What is wrong with one message, whatever it is, must not cost the good ones behind it.</summary>
    private void TryTake(ReadOnlyMemory<byte> frame)
    {
        try
        {
            Take(frame);
        }
        catch (Exception exception)
        {
            LogSkipped(_options.Logger, exception);
        }
    }

    private void Take(ReadOnlyMemory<byte> frame)
    {
        var kind = FrameKinds.Of(frame.Span);
        if (kind != FrameKind.Error)
        {
            _lastError = null;
        }

        switch (kind)
        {
            case FrameKind.Ack:
                AckReader.Read(frame.Span, _outbox);
                break;
            case FrameKind.Nack:
                Refused(ControlFrame.Read(frame.Span));
                break;
            case FrameKind.Event or FrameKind.Request:
                TakeMessage(kind, frame);
                break;
            case FrameKind.Error:
                _lastError = ControlFrame.Read(frame.Span);
                _events.Failed(new ServiceErrorEventArgs(_lastError.Code, _lastError.Detail, _lastError.Retry, id: null));
                break;
            case FrameKind.Welcome:
                Renewed(ControlFrame.Read(frame.Span).ToSession());
                break;
            case FrameKind.GoAway:
                _leaving.TrySetResult(CloseReasons.FromGoAway(ControlFrame.Read(frame.Span)));
                break;
        }
    }

    private void TakeMessage(FrameKind kind, ReadOnlyMemory<byte> frame)
    {
        // The handler keeps it as long as it likes, so it leaves the pooled buffer here.
        var fields = MessageFields.Read(frame.ToArray());
        if (kind == FrameKind.Request)
        {
            _events.Received(new DeviceRequest(fields));
        }
        else if (!_events.Received(new DeviceEvent(fields)))
        {
            _leaving.TrySetResult(CloseReasons.Here(ErrorCodes.SlowHandler, "More events wait for the handler than may."));
        }
    }

    private void Renewed(DeviceSession session)
    {
        _outbox.SetWindow(session.Window);
        _renewal.Renewed(session);
        _events.Renewed(session);
    }

    private void Refused(ControlFrame nack)
    {
        if (nack is { Retry: true, Id: { } answer } && _outbox.Postpone(answer) is { } refusals)
        {
            _ = AnswerAgainAsync(answer, nack.Code, _options.Reconnect.Draw(refusals, Random.Shared));
        }
        else if (nack.Id is not { } id || !_outbox.Nack(id, nack.Code, nack.Detail, nack.Retry))
        {
            _events.Failed(new ServiceErrorEventArgs(nack.Code, nack.Detail, nack.Retry, nack.Id));
        }
    }

    // Should the connection end before, the next one sends it with everything else that is not acked.
    private async Task AnswerAgainAsync(string id, string code, TimeSpan wait)
    {
        LogAnswerPostponed(_options.Logger, id, code, wait);
        await Task.Delay(wait, _options.TimeProvider, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ending.IsCancellationRequested)
        {
            _outbox.SendAgain(id);
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                await _outbox.WorkAsync(_ending.Token);
                while (!_ending.IsCancellationRequested && _outbox.Take() is { } message)
                {
                    await SendAsync(message);
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The receiving loop says why the connection ended; here there is only that it did.
        }
    }

    private async Task SendAsync(OutgoingMessage message)
    {
        try
        {
            await WriteAsync(message.Bytes);
        }
        catch
        {
            _outbox.NotSent(message);
            throw;
        }

        _outbox.Sent(message);
    }

    private async Task SendTokenAsync(string token)
    {
        var message = MessageWriter.Authenticate(token);
        try
        {
            await WriteAsync(message.Bytes);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // As in SendAllAsync.
        }
        finally
        {
            message.Release();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        // The renewal writes too; a socket takes one at a time.
        await _sending.WaitAsync(_abort.Token);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, _abort.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync(Task<CloseReason> receiving, Task sending)
    {
        _abort.CancelAfter(_options.CloseTimeout);
        try
        {
            await sending;
            await _sending.WaitAsync(_abort.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(CloseStatus(receiving), statusDescription: null, _abort.Token);
            }

            // What was already acked still comes in before the other side's close frame.
            await receiving;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Cut below.
        }

        _socket.Abort();
        await _abort.CancelAsync();
    }

    private WebSocketCloseStatus CloseStatus(Task<CloseReason> receiving)
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            return WebSocketCloseStatus.NormalClosure;
        }

        if (_leaving.Task is { IsCompletedSuccessfully: true, Result.ErrorCode: ErrorCodes.SlowHandler })
        {
            return (WebSocketCloseStatus)4001;
        }

        return receiving.IsCompleted ? WebSocketCloseStatus.ProtocolError : WebSocketCloseStatus.NormalClosure;
    }

    private static bool IsEnd(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;

    [LoggerMessage(10, LogLevel.Error, "The service sent a message that cannot be read; it is skipped.")]
    private static partial void LogSkipped(ILogger logger, Exception? exception);

    [LoggerMessage(11, LogLevel.Warning, "The service did not take the answer with the id {Id} ({Code}); it is sent again in {Wait}.")]
    private static partial void LogAnswerPostponed(ILogger logger, string id, string code, TimeSpan wait);
}

/// <summary>Where a connection puts what it receives.</summary>
internal interface IConnectionEvents
{
    /// <returns>False when no more events may wait for their handler.</returns>
    bool Received(DeviceEvent message);

    void Received(DeviceRequest request);

    void Renewed(DeviceSession session);

    void Failed(ServiceErrorEventArgs error);
}
