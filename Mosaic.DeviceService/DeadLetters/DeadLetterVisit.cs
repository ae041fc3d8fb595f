using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>
/// One pass over the dead letters: shows them to a visitor, the oldest first, removes those that it wants removed and gives the
/// others back in order. RabbitMQ delivers a bounded number at a time: as many letters as are kept have to stay unacknowledged until
/// the end, so each time that many are, one more consumer on the same channel asks for the next.
/// </summary>
internal sealed class DeadLetterVisit(IChannel channel, QueueDeclareOk queue, int most, Func<DeadLetter, Task<bool?>> visitor, TimeProvider time)
    : AsyncDefaultBasicConsumer(channel)
{
    /// <summary>
    /// Letters that may be on their way here, or waiting for the visitor's decision. Of at most 32 that are given back together a
    /// quorum queue keeps the order: it holds more of them in a map without one.
    /// </summary>
    private const int AtATime = 32;

    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollDelay = TimeSpan.FromMilliseconds(5);

    private readonly long _count = Math.Min(queue.MessageCount, most);

    private readonly SemaphoreSlim _wantsMore = new(0);
    private readonly List<(ulong Tag, Task<bool?> Decision)> _undecided = [];
    private readonly List<(string Consumer, ulong Tag)> _kept = []; // In the order of delivery.
    private readonly List<string> _consumers = [];
    private long _seen;
    private int _held;
    private int _removed;
    private int _room;
    private bool _isShown;
    private bool _isDone;
    private Exception? _failure;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="Exception">The visitor's, or the channel's. What was not removed is still in the queue.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(0, AtATime, global: false, cancellationToken);
        while (!_isDone)
        {
            _room += AtATime;
            _consumers.Add(await Channel.BasicConsumeAsync(queue.QueueName, autoAck: false, "", noLocal: false, exclusive: false, arguments: null, this, cancellationToken));
            await _wantsMore.WaitAsync(cancellationToken);
        }

        if (_failure is not null)
        {
            throw _failure;
        }

        await GiveBackAsync(cancellationToken);
        await WaitUntilBackAsync(cancellationToken);
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (_isDone)
        {
            return;
        }

        try
        {
            _seen++;
            _held++;
            _kept.Add((consumerTag, deliveryTag));
            if (!_isShown)
            {
                await ShowAsync(new DeadLetter(properties, body), deliveryTag);
            }

            // RabbitMQ puts letters that come back behind others that came back before. So all of those are taken, and keep their order.
            if (_seen == _count || (_isShown && !redelivered))
            {
                await EndAsync();
            }
            else if (_held == _room)
            {
                await AskForMoreAsync();
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        Fail(new IOException($"The channel has ended: {reason.ReplyText}"));
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        if (!_isDone)
        {
            Fail(new IOException("RabbitMQ has ended the consumer."));
        }

        return base.OnCancelAsync(consumerTags, cancellationToken);
    }

    private async Task ShowAsync(DeadLetter letter, ulong tag)
    {
        var decision = visitor(letter);
        if (decision is { IsCompletedSuccessfully: true, Result: null })
        {
            _isShown = true; // It has seen enough.
            await DecideAsync();
            return;
        }

        _undecided.Add((tag, decision));
        if (decision.IsCompleted || _undecided.Count == AtATime)
        {
            await DecideAsync();
        }
    }

    /// <summary>Waits for what the visitor decides of the letters that it was shown.</summary>
    private async Task DecideAsync()
    {
        foreach (var (tag, decision) in _undecided)
        {
            if (await decision != true)
            {
                continue;
            }

            _kept.RemoveAt(_kept.FindLastIndex(kept => kept.Tag == tag));
            _held--;
            _removed++;
            await Channel.BasicAckAsync(tag, multiple: false);
        }

        _undecided.Clear();
    }

    private async Task AskForMoreAsync()
    {
        await DecideAsync();
        if (_held == _room)
        {
            _wantsMore.Release();
        }
    }

    private async Task EndAsync()
    {
        await DecideAsync();
        _isDone = true;
        _wantsMore.Release();
    }

    private void Fail(Exception failure)
    {
        _failure ??= failure;
        _isDone = true;
        _wantsMore.Release();
    }

    /// <summary>In the order of delivery, run by run: closing the channel gives back those of its consumers in no order of theirs.</summary>
    private async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        foreach (var consumer in _consumers)
        {
            await Channel.BasicCancelAsync(consumer, noWait: true, cancellationToken);
        }

        for (var (i, run) = (0, 1); i < _kept.Count; i++, run++)
        {
            if (run < AtATime && i + 1 < _kept.Count && _kept[i + 1].Consumer == _kept[i].Consumer)
            {
                continue;
            }

            await Channel.BasicNackAsync(_kept[i].Tag, multiple: true, requeue: true, cancellationToken);
            run = 0;
        }

        // And what was on its way here. Left to the end of the channel it could come behind what the next reader takes.
        await Channel.BasicNackAsync(0, multiple: true, requeue: true, cancellationToken);
    }

    /// <summary>
    /// RabbitMQ confirms no "nack", and a quorum queue carries it out only when its log has it: until then the next reader would find fewer
    /// letters than there are. Not for ever: somebody may have emptied the queue by RabbitMQ's own means.
    /// </summary>
    private async Task WaitUntilBackAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while ((await Channel.QueueDeclarePassiveAsync(queue.QueueName, cancellationToken)).MessageCount < queue.MessageCount - _removed
            && time.GetElapsedTime(began) < BackWithin)
        {
            await Task.Delay(PollDelay, time, cancellationToken);
        }
    }
}
