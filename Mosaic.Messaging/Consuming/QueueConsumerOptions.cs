using RabbitMQ.Client;

namespace Mosaic.Messaging;

/// <summary>What a <see cref="QueueConsumer"/> consumes and how.</summary>
public sealed class QueueConsumerOptions
{
    /// <summary>The queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Unacknowledged deliveries at most.</summary>
    public required ushort Prefetch { get; init; }

    /// <summary>Takes each delivery, one after the other. Its exceptions end the channel; the message stays in the queue, and comes again after a delay.</summary>
    public required Func<Delivery, ValueTask> Handler { get; init; }

    /// <summary>
    /// Takes a delivery on which the handler has failed again and again, and whatever it does with it, acknowledges it. What it throws is
    /// one more failure. By default the delivery is reported as unreadable, and acknowledged.
    /// </summary>
    public Func<Delivery, ValueTask> SetAside { get; init; } = delivery =>
    {
        delivery.ReportUnreadable();
        delivery.Receipt.Acknowledge();
        return ValueTask.CompletedTask;
    };

    /// <summary>Runs on each new channel before consuming: declares and binds the queue where it is the consumer's own.</summary>
    public Func<IChannel, CancellationToken, Task> Prepare { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Arguments of the consumer, asked for on each new channel.</summary>
    public Func<Dictionary<string, object?>?> Arguments { get; init; } = () => null;

    /// <summary>Called when deliveries come, on each new channel: with true; and when they have ended: with false.</summary>
    public Action<bool> Consuming { get; init; } = _ => { };

    /// <summary>
    /// How long a channel that is ended on purpose waits for deliveries in work to be acknowledged or abandoned. What is
    /// left after that comes again.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; }

    /// <summary>
    /// How long a delivery may stay unacknowledged before the channel is opened anew, which puts all of them back in
    /// order. RabbitMQ itself closes a channel after 30 minutes (its <c>consumer_timeout</c>).
    /// </summary>
    public TimeSpan LongestUnacknowledged { get; init; } = TimeSpan.FromMinutes(20);
}
