using System.Collections.Concurrent;
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
internal sealed partial class PublishLane
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly BrokerConnection _connection;
    private readonly bool _durable;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<OutgoingMessage> _queue;
    private readonly ConfirmWindow _window;
    private readonly ConcurrentQueue<OutgoingMessage> _again = new(); // Of channels that ended; each has its place in the window.
    private readonly BasicProperties _properties = new();
    private long _downSince; // A timestamp; 0 while the channel is open.

    public PublishLane(BrokerConnection connection, bool durable, int window, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _durable = durable;
        _time = time;
        _logger = logger;
        _window = new ConfirmWindow(window, time);
        _queue = Channel.CreateBounded<OutgoingMessage>(new BoundedChannelOptions(window) { SingleReader = true });
        _downSince = time.GetTimestamp();
    }

    /// <summary>Whether messages wait here while RabbitMQ is away.</summary>
    public bool IsDurable => _durable;

    /// <summary>Takes a message over; waits while the lane is full.</summary>
    public ValueTask PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!_durable && _downSince != 0)
        {
            message.Finish(PublishOutcome.Unavailable);
            return ValueTask.CompletedTask;
        }

        return _queue.Writer.WriteAsync(message, cancellationToken);
    }

    /// <summary>Ends what has waited too long: called about once a second.</summary>
    /// <returns>Whether RabbitMQ has been away for so long that everything is ended.</returns>
    public bool Expire(TimeSpan confirmTimeout, TimeSpan recoveryTimeout)
    {
        var downSince = Volatile.Read(ref _downSince);
        if (downSince == 0)
        {
            _window.Expire(confirmTimeout);
        }
        else if (!_durable || _time.GetElapsedTime(downSince) > recoveryTimeout)
        {
            Abandon();
            return true;
        }

        return false;
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
            catch (Exception e) when (e is AlreadyClosedException or OperationInterruptedException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // With its connection, which says so itself, or alone.
                Log.ChannelLost(_logger, _connection.IsOpen ? LogLevel.Information : LogLevel.Debug, e.Message);
            }
            catch (Exception e)
            {
                // Nothing the broker did: a message here would fail again on the next channel, so none goes there.
                Log.ChannelFailed(_logger, e);
                _window.Expire(TimeSpan.Zero);
                await Task.Delay(RetryDelay, _time, CancellationToken.None);
            }
        }
    }

    /// <summary>Whether it is completed and everything it took is answered. A message has its place in the window before it leaves the queue.</summary>
    public bool IsDone => _queue.Reader.Completion.IsCompleted && _window.IsEmpty;

    /// <summary>Lets what is queued go out; no more is taken.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Ends everything that is here.</summary>
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

    /// <returns>True when the lane is completed and empty, false when the channel has ended.</returns>
    private async Task<bool> ServeChannelAsync(CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connection = await _connection.OpenAsync(cancellationToken);
        await using var channel = await OpenChannelAsync(connection, closed, cancellationToken);
        try
        {
            Volatile.Write(ref _downSince, 0);
            await SendAgainAsync(channel, closed.Token);

            return await PumpAsync(channel, closed.Token);
        }
        finally
        {
            Volatile.Write(ref _downSince, _time.GetTimestamp());
            if (!_durable)
            {
                _window.Expire(TimeSpan.Zero);
            }
        }
    }

    private async Task<IChannel> OpenChannelAsync(IConnection connection, CancellationTokenSource closed, CancellationToken cancellationToken)
    {
        // Tracking by the client means a TaskCompletionSource a message and its rate limiter; the window here is ours.
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellationToken);
        channel.BasicAcksAsync += (_, ack) => Answer(ack.DeliveryTag, ack.Multiple, PublishOutcome.Confirmed);
        channel.BasicNacksAsync += (_, nack) => Answer(nack.DeliveryTag, nack.Multiple, PublishOutcome.Nacked);
        channel.BasicReturnAsync += OnReturn;
        channel.ChannelShutdownAsync += (_, _) => closed.CancelAsync();
        return channel;
    }

    /// <summary>Sends what the channel before left unanswered. This channel may end meanwhile: what it has not sent stays for the next.</summary>
    private async Task SendAgainAsync(IChannel channel, CancellationToken closed)
    {
        List<OutgoingMessage> unanswered = _window.Reset();
        while (_again.TryDequeue(out var unsent))
        {
            unanswered.Add(unsent);
        }

        unanswered.ForEach(_again.Enqueue);
        while (_again.TryDequeue(out var message))
        {
            await SendAsync(channel, message, closed);
        }
    }

    private async Task<bool> PumpAsync(IChannel channel, CancellationToken closed)
    {
        while (await _queue.Reader.WaitToReadAsync(closed))
        {
            await _window.WaitForRoomAsync(closed);
            if (_queue.Reader.TryRead(out var message))
            {
                await SendAsync(channel, message, closed);
            }
            else
            {
                _window.ReleaseRoom();
            }
        }

        await _window.WaitUntilEmptyAsync(closed);
        return true;
    }

    private async ValueTask SendAsync(IChannel channel, OutgoingMessage message, CancellationToken closed)
    {
        _window.Add(message);
        Fill(_properties, message);
        await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, message.Mandatory, _properties, message.Message.Data, closed);
    }

    private static void Fill(BasicProperties properties, OutgoingMessage message)
    {
        var fields = message.Message;
        EmptyValues.Mark(fields.Headers);
        properties.Headers = fields.Headers;
        properties.ContentType = fields.GetString(Fields.DataContentType) ?? "application/json";
        properties.DeliveryMode = message.Persistent ? DeliveryModes.Persistent : DeliveryModes.Transient;
        properties.MessageId = fields.Id;
        properties.CorrelationId = fields.GetString(Fields.RequestId);
        properties.Type = fields.Kind;
        properties.ReplyTo = message.ReplyTo;
        properties.Timestamp = Rfc3339.TryParse(fields.GetString(Fields.Time), out var sent) ? new AmqpTimestamp(sent.ToUnixTimeSeconds()) : default;
    }

    private Task Answer(ulong tag, bool multiple, PublishOutcome outcome)
    {
        _window.Complete(tag, multiple, outcome);
        return Task.CompletedTask;
    }

    private Task OnReturn(object sender, BasicReturnEventArgs returned)
    {
        _window.MarkReturned(returned.BasicProperties.MessageId, returned.RoutingKey);
        return Task.CompletedTask;
    }
}
