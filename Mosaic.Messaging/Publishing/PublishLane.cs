using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>
/// One long-lived AMQP channel with publisher confirms. Messages leave in the order they came in. When the channel ends,
/// it is opened again; what was not confirmed is published again in the same order (durable lanes) or ends as timed
/// out (live lanes, where somebody waits for the outcome and a repeat could do harm).
/// </summary>
/// <remarks>
/// A message that waits here or is being written belongs to the lane's loop, <see cref="RunAsync"/>, and only the loop ends it: its owner
/// may use it again for another at once. One that was written is ended by whatever takes it out of the window first.
/// </remarks>
internal sealed partial class PublishLane
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly BrokerConnection _connection;
    private readonly bool _durable;
    private readonly MessagingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<OutgoingMessage> _queue;
    private readonly ConfirmWindow _window;
    private readonly Queue<OutgoingMessage> _again = new(); // Of channels that ended; each has its place in the window.
    private readonly BasicProperties _properties = new();
    private long _downSince; // A timestamp; 0 while the channel is open.
    private OutgoingMessage? _writing; // What is being written to the channel.
    private long _writingSince; // A timestamp; 0 while nothing is being written.
    private CancellationTokenSource? _closed; // Of the open channel.

    public PublishLane(BrokerConnection connection, bool durable, MessagingOptions options, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _durable = durable;
        _options = options;
        _time = time;
        _logger = logger;
        _window = new ConfirmWindow(options.PublishWindow, time);
        _queue = Channel.CreateBounded<OutgoingMessage>(new BoundedChannelOptions(options.PublishWindow) { SingleReader = true });
        _downSince = time.GetTimestamp();
    }

    /// <summary>Whether messages wait here while RabbitMQ is away, and it has been away for longer than they may.</summary>
    public bool HasGivenUp => _durable && IsOverdue;

    private bool IsOverdue =>
        Volatile.Read(ref _downSince) is var since && since != 0 && (!_durable || _time.GetElapsedTime(since) > _options.RecoveryTimeout);

    /// <summary>Takes a message over; waits while the lane is full.</summary>
    public ValueTask PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!_durable && Volatile.Read(ref _downSince) != 0)
        {
            message.Finish(PublishOutcome.Unavailable);
            return ValueTask.CompletedTask;
        }

        return _queue.Writer.WriteAsync(message, cancellationToken);
    }

    /// <summary>Ends what was written and has waited too long for its answer; gives a channel up that takes nothing. Called about once a second.</summary>
    public void Expire()
    {
        if (Volatile.Read(ref _downSince) != 0)
        {
            return; // The loop does it.
        }

        _window.Expire(_options.ConfirmTimeout, unless: Volatile.Read(ref _writing));
        if (Volatile.Read(ref _writingSince) is var since && since != 0 && _time.GetElapsedTime(since) > _options.ConfirmTimeout)
        {
            GiveUpChannel();
        }
    }

    /// <summary>Runs until nothing more comes in and all is answered, or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await ServeChannelAsync(cancellationToken))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsLoss(e))
            {
                // With its connection, which says so itself, or alone.
                Log.ChannelLost(_logger, _connection.IsOpen ? LogLevel.Information : LogLevel.Debug, e.Message);
            }
            catch (Exception e)
            {
                Log.ChannelFailed(_logger, e);
                await LookWhileAsync(Task.Delay(RetryDelay, _time, CancellationToken.None));
            }
        }
    }

    /// <summary>Whether it is completed and everything it took is answered. A message has its place in the window before it leaves the queue.</summary>
    public bool IsDone => _queue.Reader.Completion.IsCompleted && _window.IsEmpty;

    /// <summary>Lets what is queued go out; no more is taken.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Ends everything that is here. For the loop, or when it has ended.</summary>
    public void Abandon()
    {
        _window.Expire(TimeSpan.Zero);
        while (_again.TryDequeue(out var sent))
        {
            _window.ReleaseRoom();
            sent.Finish(PublishOutcome.TimedOut);
        }

        while (_queue.Reader.TryRead(out var message))
        {
            message.Finish(PublishOutcome.Unavailable);
        }
    }

    private void GiveUpChannel()
    {
        try
        {
            _ = Volatile.Read(ref _closed)?.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    private static bool IsLoss(Exception e) =>
        e is AlreadyClosedException or OperationInterruptedException or IOException or ObjectDisposedException or OperationCanceledException;

    /// <returns>True when the lane is completed and empty, false when the channel has ended.</returns>
    private async Task<bool> ServeChannelAsync(CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connection = await LookWhileAsync(_connection.OpenAsync(cancellationToken).AsTask());
        KeepUnanswered();
        var channel = await LookWhileAsync(OpenChannelAsync(connection, closed, cancellationToken));
        try
        {
            Volatile.Write(ref _closed, closed);
            Volatile.Write(ref _downSince, 0);
            while (_again.TryDequeue(out var message))
            {
                await SendAsync(channel, connection.FrameMax, message, closed.Token);
            }

            return await PumpAsync(channel, connection.FrameMax, closed.Token);
        }
        finally
        {
            EndWriting();
            Volatile.Write(ref _downSince, _time.GetTimestamp());
            Volatile.Write(ref _closed, null);
            if (!_durable)
            {
                _window.Expire(TimeSpan.Zero);
            }

            await LookWhileAsync(channel.DisposeAsync().AsTask());
        }
    }

    /// <summary>Waits for something that RabbitMQ may keep waiting, and meanwhile ends what has waited too long.</summary>
    private async Task LookWhileAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            if (IsOverdue)
            {
                Abandon();
            }

            await Task.WhenAny(task, Task.Delay(LookInterval, _time));
        }

        await task;
    }

    private async Task<T> LookWhileAsync<T>(Task<T> task)
    {
        await LookWhileAsync((Task)task);
        return await task;
    }

    private async Task<IChannel> OpenChannelAsync(IConnection connection, CancellationTokenSource closed, CancellationToken cancellationToken)
    {
        // Tracking by the client means a TaskCompletionSource a message and its rate limiter; the window here is ours.
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellationToken);
        var number = _window.Channel;
        channel.BasicAcksAsync += (_, ack) => Answer(number, ack.DeliveryTag, ack.Multiple, PublishOutcome.Confirmed);
        channel.BasicNacksAsync += (_, nack) => Answer(number, nack.DeliveryTag, nack.Multiple, PublishOutcome.Nacked);
        channel.BasicReturnAsync += (_, returned) => OnReturn(number, returned);
        channel.ChannelShutdownAsync += (_, _) => closed.CancelAsync();
        return channel;
    }

    /// <summary>Keeps what the channel before left unanswered, before what it had not sent.</summary>
    private void KeepUnanswered()
    {
        List<OutgoingMessage> unanswered = [.. _window.Reset(), .. _again];
        _again.Clear();
        unanswered.ForEach(_again.Enqueue);
    }

    private async Task<bool> PumpAsync(IChannel channel, uint frameMax, CancellationToken closed)
    {
        while (await _queue.Reader.WaitToReadAsync(closed))
        {
            await _window.WaitForRoomAsync(closed);
            if (_queue.Reader.TryRead(out var message))
            {
                await SendAsync(channel, frameMax, message, closed);
            }
            else
            {
                _window.ReleaseRoom();
            }
        }

        await _window.WaitUntilEmptyAsync(closed);
        return true;
    }

    private async ValueTask SendAsync(IChannel channel, uint frameMax, OutgoingMessage message, CancellationToken closed)
    {
        // 1. Nothing goes out that RabbitMQ would close the connection for: every other message would suffer, and this one again.
        AmqpEncoding.Fill(_properties, message);
        if (AmqpEncoding.Check(message, _properties, frameMax) is { } error)
        {
            _window.ReleaseRoom();
            Refuse(message, error);
            return;
        }

        // 2. It has its number before its answer can come.
        Volatile.Write(ref _writing, message);
        Volatile.Write(ref _writingSince, _time.GetTimestamp());
        _window.Add(message);
        try
        {
            await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, message.Mandatory, _properties, message.Message.Data, closed);
        }
        catch (Exception e) when (!IsLoss(e) && _window.Withdraw(message))
        {
            // 3. The client encodes before it writes: nothing of it has gone out, and the channel is as it was.
            Log.NotEncoded(_logger, e);
            Refuse(message, AmqpEncoding.NotEncodable);
        }

        EndWriting();
    }

    private void EndWriting()
    {
        Volatile.Write(ref _writingSince, 0);
        Volatile.Write(ref _writing, null);
    }

    private static void Refuse(OutgoingMessage message, MessageError error)
    {
        message.Error = error;
        message.Finish(PublishOutcome.Invalid);
    }

    private Task Answer(int channel, ulong tag, bool multiple, PublishOutcome outcome)
    {
        _window.Complete(channel, tag, multiple, outcome);
        return Task.CompletedTask;
    }

    private Task OnReturn(int channel, BasicReturnEventArgs returned)
    {
        _window.MarkReturned(channel, returned.BasicProperties.MessageId, returned.RoutingKey);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "A publishing channel has ended and is opened again: {Reason}")]
        public static partial void ChannelLost(ILogger logger, LogLevel level, string reason);

        [LoggerMessage(2, LogLevel.Error, "A publishing channel has failed and is opened again.")]
        public static partial void ChannelFailed(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "A message cannot be encoded as AMQP and is not published.")]
        public static partial void NotEncoded(ILogger logger, Exception exception);
    }
}
