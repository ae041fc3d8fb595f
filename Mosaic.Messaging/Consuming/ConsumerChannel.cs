using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.Messaging;

/// <summary>One AMQP channel with one consumer: hands deliveries to the handler, one after the other, and acknowledges in groups.</summary>
internal sealed class ConsumerChannel : AsyncDefaultBasicConsumer, IDisposable
{
    /// <summary>How long done deliveries are collected before they are acknowledged together.</summary>
    private static readonly TimeSpan AckInterval = TimeSpan.FromMilliseconds(5);

    private readonly Func<Delivery, ValueTask> _handler;
    private readonly Func<Delivery, Exception, ValueTask<bool>> _failed;
    private readonly Action<IReadOnlyBasicProperties> _unreadable;
    private readonly ConsumerHealth _health;
    private readonly AckWindow _acks;
    private readonly SemaphoreSlim _completed = new(0, 1);
    private readonly CancellationTokenSource _returning;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _steppedBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private volatile bool _delivered;

    /// <summary>A channel's consumer.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="handler">Takes each delivery, one after the other.</param>
    /// <param name="failed">Told what the handler threw. True when the delivery was set aside, false when it is to come again: the channel ends then.</param>
    /// <param name="unreadable">Told of each delivery that its handler cannot read.</param>
    /// <param name="health">Told of each delivery that the handler takes, and when it returns.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends it.</param>
    public ConsumerChannel(
        IChannel channel, Func<Delivery, ValueTask> handler, Func<Delivery, Exception, ValueTask<bool>> failed, Action<IReadOnlyBasicProperties> unreadable,
        ConsumerHealth health, TimeProvider time, CancellationToken stopping)
        : base(channel)
    {
        _handler = handler;
        _failed = failed;
        _unreadable = unreadable;
        _health = health;
        _acks = new AckWindow(time);
        _returning = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _time = time;
        _openedAt = time.GetTimestamp();
        Returning = _returning.Token;
        Closed = _closed.Token;
        channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    /// <summary>Cancelled when the channel is about to end or has ended; no delivery is handed on any more.</summary>
    public CancellationToken Returning { get; }

    /// <summary>Cancelled when the channel has ended.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Completes when <see cref="StepBack"/> was called.</summary>
    public Task SteppedBack => _steppedBack.Task;

    /// <inheritdoc cref="AckWindow.OldestAge"/>
    public TimeSpan OldestAge => _acks.OldestAge();

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (Returning.IsCancellationRequested)
        {
            return; // Behind one that ended the channel: it comes again, in order.
        }

        _delivered = true;
        _acks.Add();
        MessagingTelemetry.RecordConsumed();
        _health.Begin();
        var delivery = new Delivery(properties, body, routingKey, redelivered, new DeliveryReceipt(this, deliveryTag));
        try
        {
            await _handler(delivery);
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // Not acknowledged: RabbitMQ delivers it again.
        }
        catch (Exception e)
        {
            // A handler deals with bad messages itself; this is a fault of ours. Ending the channel keeps the message.
            if (!await _failed(delivery, e))
            {
                await CloseAsync();
            }
        }
        finally
        {
            _health.End();
        }
    }

    /// <summary>RabbitMQ ends the consumer, for example because its queue is gone.</summary>
    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default) => CloseAsync();

    public void Acknowledge(ulong tag)
    {
        if (!Closed.IsCancellationRequested)
        {
            _acks.Complete(tag);
            Signal();
        }
    }

    public void ReportUnreadable(IReadOnlyBasicProperties properties) => _unreadable(properties);

    public void Abandon(ulong tag)
    {
        if (!Closed.IsCancellationRequested)
        {
            _acks.Abandon(tag);
        }
    }

    /// <inheritdoc cref="QueueConsumer.StepBack"/>
    public bool StepBack(TimeSpan atLeast) => _delivered && _time.GetElapsedTime(_openedAt) >= atLeast && _steppedBack.TrySetResult();

    /// <summary>Hands nothing on any more, and waits until nothing is in work, at most <paramref name="atMost"/>.</summary>
    public async Task DrainAsync(TimeSpan atMost)
    {
        await _returning.CancelAsync();
        var began = _time.GetTimestamp();
        while (_acks.HasOpen && !Closed.IsCancellationRequested && _time.GetElapsedTime(began) < atMost)
        {
            await Task.Delay(AckInterval, _time, Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends acknowledgements until the channel ends.</summary>
    public async Task AcknowledgeAsync()
    {
        var singly = new List<ulong>();
        try
        {
            while (true)
            {
                await _completed.WaitAsync(Closed);
                await Task.Delay(AckInterval, _time, Closed);
                await FlushAsync(singly); // Not given up half way: what it took, nobody else sends.
                if (_acks.HasMore())
                {
                    Signal();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or AlreadyClosedException or ObjectDisposedException)
        {
            await CloseAsync();
        }
    }

    /// <summary>Acknowledges all that is done; for the end of a channel that is still open.</summary>
    public async Task FinishAsync()
    {
        var singly = new List<ulong>();
        do
        {
            await FlushAsync(singly);
        }
        while (_acks.HasMore());
    }

    public async Task CloseAsync()
    {
        await _returning.CancelAsync();
        await _closed.CancelAsync();
    }

    public void Dispose()
    {
        Channel.ChannelShutdownAsync -= OnShutdownAsync; // The channel itself is closed after this.
        _completed.Dispose();
        _returning.Dispose();
        _closed.Dispose();
    }

    private async Task FlushAsync(List<ulong> singly)
    {
        singly.Clear();
        _acks.Take(out var upTo, singly);
        if (upTo > 0)
        {
            await Channel.BasicAckAsync(upTo, multiple: true);
        }

        foreach (var tag in singly)
        {
            await Channel.BasicAckAsync(tag, multiple: false);
        }
    }

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason) => CloseAsync();

    private void Signal()
    {
        if (_completed.CurrentCount == 0)
        {
            try
            {
                _completed.Release();
            }
            catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
            {
                // Signalled by somebody else, or over: both are fine.
            }
        }
    }
}
