using Microsoft.Extensions.Options;
using Mosaic.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>
/// Looks through the dead letters where they are, so that every replica sees the same. One reader at a time: each
/// takes them over a channel of its own, acknowledges those that are dealt with, and closes it, which puts the rest
/// back in order.
/// </summary>
internal sealed class DeadLetterQueue(Broker broker, IOptions<DeadLettersOptions> options, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly DeadLettersOptions _options = options.Value;

    /// <summary>Shows the dead letters to a visitor, the oldest first, but only those that are there when it begins.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="visitor">Called for one after the other, with a body that is valid until it returns; true to remove it from the queue.</param>
    /// <param name="cancellationToken">Ends it; what was not removed is still there.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="DeadLettersBusyException">Somebody else was reading them all the time.</exception>
    internal async Task<int> VisitAsync(int limit, Func<DeadLetter, ValueTask<bool>> visitor, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await VisitOnceAsync(Math.Min(limit, _options.MaxScan), visitor, cancellationToken) is { } count) return count;
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
            {
                // Another reader was faster.
            }

            if (time.GetElapsedTime(started) > _options.BusyTimeout) throw new DeadLettersBusyException();
            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    /// <returns>How many there were; null when somebody else reads them.</returns>
    private async Task<int?> VisitOnceAsync(int limit, Func<DeadLetter, ValueTask<bool>> visitor, CancellationToken cancellationToken)
    {
        var connection = await broker.Consuming.OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);

        var queue = await channel.QueueDeclarePassiveAsync(Topology.DeadLetters, cancellationToken);
        if (queue.ConsumerCount > 0) return null;
        var count = (int)Math.Min(queue.MessageCount, (uint)limit);
        if (count > 0)
        {
            var consumer = new DeadLetterConsumer(channel, count, visitor);
            await channel.BasicQosAsync(0, (ushort)count, global: false, cancellationToken);
            await channel.BasicConsumeAsync(
                Topology.DeadLetters, autoAck: false, "", noLocal: false, exclusive: true, arguments: null, consumer, cancellationToken);
            await consumer.Done.WaitAsync(cancellationToken);
        }

        // Closing the channel, and no cancel before it, gives the rest back in one go.
        return (int)Math.Min(queue.MessageCount, int.MaxValue);
    }
}
