using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Shows a number of deliveries to a visitor.</summary>
internal sealed class DeadLetterConsumer(IChannel channel, int count, Func<DeadLetter, ValueTask<bool>> visitor) : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    /// <summary>Completes when all were shown; fails when the visitor or the channel does.</summary>
    internal Task Done => _done.Task;

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // A removed one makes room for another, which is none of those that were there at the beginning.
        if (_done.Task.IsCompleted || _seen == count) return;
        _seen++;
        try
        {
            if (await visitor(new DeadLetter(properties, body)))
                await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken);
            if (_seen == count) _done.TrySetResult();
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        _done.TrySetException(new IOException($"The channel has ended: {reason.ReplyText}"));
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        _done.TrySetException(new IOException("RabbitMQ has ended the consumer."));
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }
}
