using Microsoft.Extensions.Logging;

namespace Mosaic.Messaging;

/// <summary>Consumes one queue for as long as the service runs, over any number of channels and connections.</summary>
public sealed partial class QueueConsumer(BrokerConnection connection, QueueConsumerOptions options, TimeProvider time, ILogger<QueueConsumer> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AgeCheckInterval = TimeSpan.FromSeconds(30);

    /// <summary>After so long the same failure is told again.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(1);

    private readonly ConsumerHealth _health = new(options.Queue, time);
    private volatile ConsumerChannel? _channel;
    private string? _failure; // The last one, until it consumes again.
    private long _toldAt;

    /// <summary>Whether it stands in the queue's line of consumers.</summary>
    public bool IsConsuming => _channel is not null;

    /// <summary>Consumes until cancelled. Never throws but for cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var registered = connection.Register(_health);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await ServeChannelAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _health.Failed();
                Tell(e);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Of a queue with a single active consumer: goes to the end of the line, with what is in work done first and all
    /// else given back in order, so that whoever is next becomes the active one. Does nothing for a consumer that is not
    /// active, which the want of deliveries shows, or that has not kept its place for <paramref name="atLeast"/>.
    /// </summary>
    /// <returns>Whether it goes.</returns>
    public bool StepBack(TimeSpan atLeast) => _channel?.StepBack(atLeast) ?? false;

    private async Task ServeChannelAsync(CancellationToken cancellationToken)
    {
        var open = await connection.OpenAsync(cancellationToken);
        await using var channel = await open.CreateChannelAsync(cancellationToken: cancellationToken);
        await options.Prepare(channel, cancellationToken);
        using var consumer = new ConsumerChannel(channel, options.Handler, _health, time, logger, cancellationToken);
        await channel.BasicQosAsync(0, options.Prefetch, global: false, cancellationToken);
        var acknowledging = consumer.AcknowledgeAsync();
        try
        {
            await channel.BasicConsumeAsync(
                options.Queue, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, options.Arguments(), consumer, cancellationToken);
            _channel = consumer;
            _health.IsConsuming = true;
            _failure = null;
            options.Consuming(true);
            await WaitForEndAsync(consumer);
            await consumer.DrainAsync(options.DrainTimeout);
            if (consumer.Closed.IsCancellationRequested)
            {
                // With its connection, which says so itself, or alone.
                Log.ChannelEnded(logger, open.IsOpen ? LogLevel.Information : LogLevel.Debug, options.Queue);
            }
        }
        finally
        {
            _channel = null;
            _health.IsConsuming = false;
            options.Consuming(false);
            await consumer.CloseAsync();
            await acknowledging;
            if (channel.IsOpen)
            {
                await consumer.FinishAsync();
            }
        }
    }

    private void Tell(Exception error)
    {
        if (error.Message == _failure && time.GetElapsedTime(_toldAt) < Reminder)
        {
            return;
        }

        _failure = error.Message;
        _toldAt = time.GetTimestamp();
        Log.ChannelFailed(logger, options.Queue, _failure);
    }

    private async Task WaitForEndAsync(ConsumerChannel consumer)
    {
        while (!consumer.Returning.IsCancellationRequested && !consumer.SteppedBack.IsCompleted)
        {
            if (consumer.OldestAge > options.LongestUnacknowledged)
            {
                Log.ChannelTooOld(logger, options.Queue);
                return;
            }

            await consumer.SteppedBack.WaitAsync(AgeCheckInterval, time, consumer.Returning).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Consuming '{Queue}' failed and is tried again: {Reason}")]
        public static partial void ChannelFailed(ILogger logger, string queue, string reason);

        [LoggerMessage(EventId = 2, Message = "A channel consuming '{Queue}' has ended.")]
        public static partial void ChannelEnded(ILogger logger, LogLevel level, string queue);

        [LoggerMessage(3, LogLevel.Information, "Deliveries of '{Queue}' are unacknowledged for so long that they are put back and taken again.")]
        public static partial void ChannelTooOld(ILogger logger, string queue);
    }
}
